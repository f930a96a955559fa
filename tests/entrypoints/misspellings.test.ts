import { describe, expect, it } from 'vitest';
import { ConfigError, configFrom, USES } from '../../src/entrypoints/process/config.js';
import { misspellingsIn } from '../../src/entrypoints/process/misspellings.js';
import { VARIABLES } from '../../src/entrypoints/process/variables.js';

const meant = (name: string) => misspellingsIn([name]).map(({ nearest, isCertain }) => [nearest, isCertain]);

describe('an unknown variable', () => {
  it.each([
    ['DB_HSOT', 'DB_HOST'],
    ['DB_HOTS', 'DB_HOST'],
    ['DB_HOS', 'DB_HOST'],
    ['DB_HOSTT', 'DB_HOST'],
    ['BD_HOST', 'DB_HOST'],
    ['DB_PASWORD', 'DB_PASSWORD'],
    ['DB_PASSWROD', 'DB_PASSWORD'],
    ['JWT_SECERT', 'JWT_SECRET'],
    ['JWT_SECRET_PREVIUOS', 'JWT_SECRET_PREVIOUS'],
    ['SEARCH_ULR', 'SEARCH_URL'],
    ['NODE_EVN', 'NODE_ENV'],
    ['ENV_FIEL', 'ENV_FILE'],
    ['HOLD_SECOND', 'HOLD_SECONDS'],
    ['MAX_HELD_SEAT', 'MAX_HELD_SEATS'],
    ['db_host', 'DB_HOST'],
    ['Jwt_Secret', 'JWT_SECRET'],
    ['PROT', 'PORT'],
    ['ROEL', 'ROLE'],
    ['STROE', 'STORE'],
  ])('%s is certainly a misspelling of %s', (name, ours) => {
    expect(meant(name)).toEqual([[ours, true]]);
  });

  it.each([
    ['DB_USERNAME', 'DB_USER'],
    ['DB_PASS', 'DB_PASSWORD'],
    ['DB_DATABASE', 'DB_NAME'],
    ['DB_HOST2', 'DB_HOST'],
    ['JWT_ALGORITHM', 'JWT_SECRET'],
    ['LOG_LVL', 'LOG_LEVEL'],
    ['DBHOST', 'DB_HOST'],
    ['LOGLEVEL', 'LOG_LEVEL'],
  ])('%s may belong to another program, and its nearest variable is %s', (name, ours) => {
    expect(meant(name)).toEqual([[ours, false]]);
  });

  it('is ignored if it is an ordinary variable of another program', () => {
    const ordinary =
      'HOME HOSTNAME HOSTTYPE HOST_NAME LOGNAME PATH PWD OLDPWD SHELL TERM USER LANG LC_ALL TZ TMPDIR DISPLAY ' +
      'NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NODE_VERSION NODE_REPL_HISTORY NODE_DEBUG NO_COLOR FORCE_COLOR ' +
      'npm_config_user_agent npm_lifecycle_event INIT_CWD EDITOR CI GITHUB_ACTIONS PORTS POST SORT HOSTS ROLES STORES ' +
      'AWS_ROLE_ARN ROLE_ARN DATABASE_URL MYSQL_HOST MYSQL_PWD MAX_OLD_SPACE_SIZE MAX_WORKERS http_proxy no_proxy ' +
      'OTEL_SDK_DISABLED OTEL_RESOURCE_ATTRIBUTES OTEL_EXPORTER_OTLP_PROTOCOL OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ' +
      'OTEL_TRACES_SAMPLER OTEL_METRICS_EXPORTER OTEL_LOG_LEVEL KUBERNETES_SERVICE_HOST KUBERNETES_PORT ' +
      'DB_SERVICE_HOST DB_SERVICE_PORT DB_SERVICE_PORT_MYSQL DB_PORT_3306_TCP DB_PORT_3306_TCP_ADDR ' +
      'SEARCH_PORT SEARCH_SERVICE_HOST SEARCH_PORT_3000_TCP_PROTO BOOKING_PORT BOOKING_SERVICE_PORT_HTTP ' +
      'TEST_DB_URL TEST_STORE OPEN_DATA_DIR DOCKER_HOST COMPOSE_PROJECT_NAME LOGS_DIRECTORY JOURNAL_STREAM _';
    expect(misspellingsIn(ordinary.split(' '))).toEqual([]);
  });

  it('is not reported for the name of a known variable', () => {
    expect(misspellingsIn([...Object.keys(VARIABLES), 'ENV_FILE'])).toEqual([]);
  });

  it('is not compared if its name is very long', () => {
    expect(misspellingsIn([`DB_${'X'.repeat(1_000_000)}`])).toEqual([]);
  });

  it('is rejected by every program if the misspelling is certain, and causes a warning otherwise', () => {
    for (const use of ['serving', USES.migrate, []] as const) {
      const environment = { DB_HSOT: '127.0.0.1', DB_USERNAME: 'holdfast', SEARCH_ULR: '' };
      expect(() => configFrom(environment, use)).toThrow(ConfigError);
      expect(() => configFrom(environment, use)).toThrow(
        /DB_HSOT is no variable of Holdfast. DB_HOST is meant/,
      );
    }
    const { warnings } = configFrom({ DB_USERNAME: 'holdfast', PATH: '/bin' });
    expect(warnings).toEqual([expect.stringMatching(/^DB_USERNAME is no variable of Holdfast.*DB_USER\b/)]);
  });
});
