// All of Holdfast on this machine, as it is run for real: a database server of its own, replicas of both roles, and
// nginx in front; each is kept running.
import { chmod, mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, ROOT } from '../build.mjs';
import { startServer } from '../database-server.mjs';
import { freePort, isFree } from '../machine.mjs';
import {
  commandEnvironment,
  envFile,
  gatewayEnvironment,
  provisionEnvironment,
  roleEnvironment,
} from './environments.mjs';
import { Keeper } from './keeper.mjs';
import { ProcessRecord } from './left-behind.mjs';
import { teller } from './lines.mjs';
import { requirePrograms } from './missing-programs.mjs';
import { entrypoint, startProgram } from './program.mjs';
import { Rolling } from './rolling.mjs';
import { secureRoot } from './root-password.mjs';
import { emptyStore, openStore, readSecrets, requireFolder, writeEnvFile } from './store.mjs';

/** Search stands back for booking when the machine has too much to do: its processes are this much nicer. */
const NICENESS = { booking: 0, search: 10 };

/** The names of the processes of both roles. */
const ROLES = /^(booking|search)-/;

/**
 * Enough connections for the pools of as many processes as a stack may have; and MariaDB ends by itself what a frozen
 * process has left open, so that its locks go.
 * @type {Record<import('../database-server.mjs').Program['kind'], readonly string[]>}
 */
const SERVER_OPTIONS = {
  mariadb: ['--max-connections=400', '--idle-transaction-timeout=15'],
  mysql: ['--max-connections=400'],
};

/** @typedef {import('./environments.mjs').Role} Role */

/**
 * @typedef {object} PlatformOptions
 * @property {number} port where nginx listens on this machine
 * @property {number} booking how many processes
 * @property {number} search how many processes
 * @property {string} store the folder for its data, which is kept
 * @property {boolean} [fresh] whether it begins with an empty database
 * @property {boolean} [databaseOnly] whether it runs the database alone, for commands to work on
 * @property {boolean} [install] whether it may install what is missing
 * @property {string} [data] a folder of real schedules to load first
 * @property {NodeJS.ProcessEnv} [environment] instead of what this process and its .env have
 * @property {(way: Way, port: number, number: number) => Promise<number>} [between] stands on the way of a process and
 *   answers the port that it is told instead, so that what passes can be broken; its number is 1 for the first of its role
 * @property {readonly string[]} [databaseOptions] more of what the database's program is told
 * @property {NodeJS.ProcessEnv} [databaseEnvironment] more of its environment
 * @property {string} [databaseFolder] where it stores its data, instead of a folder in `store`
 * @property {'mariadb' | 'mysql'} [engine] which of the two it must be; left out, whichever is there
 */

/** @typedef {'booking-database' | 'search-database' | 'links'} Way from a role to its database, and from role to role */

/** Everything that runs, in the order in which it was started. */
export class Platform {
  /** @type {Promise<void> | null} */
  #rolling = null;
  #rounds = new Rolling();
  /** @type {Keeper} */
  #keeper;
  /** @type {Map<string, number>} where each process of a role listens, by its name */
  #ports = new Map();
  /** @type {() => NodeJS.ProcessEnv} read anew for each process that is started */
  #readEnvironment = () => ({});

  /**
   * @param {PlatformOptions} options
   * @param {(line: string) => void} print hears all that is said
   */
  constructor(options, print) {
    this.options = options;
    this.say = teller('stack', print);
    this.record = new ProcessRecord(options.store, this.say);
    this.#keeper = new Keeper(this.record, print);
    /** @type {{ port: number, password: string } | null} where the database answers its root, once it is there */
    this.database = null;
  }

  /** Its address for clients. */
  get url() {
    return `http://localhost:${this.options.port}`;
  }

  /** The processes by their names: `database`, `search-1`, `booking-1`, …, `nginx`. */
  get processes() {
    return this.#keeper.processes;
  }

  /**
   * The file that names everything a command needs to work on a role of this stack.
   * @param {Role} role
   */
  envFile(role) {
    return envFile(this.options.store, role);
  }

  /** Answers when all of it is ready. Throws, with nothing left running, when it cannot be started. */
  async start() {
    try {
      await this.#start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #start() {
    const { options } = this;
    await requireFolder(options.data);
    const program = await requirePrograms(options.install === true, this.say, options.engine);
    await build(this.say);
    /** @type {{ readEnvironment: () => NodeJS.ProcessEnv }} */
    const config = await import(pathToFileURL(entrypoint('config.js')).href);
    const own = options.environment;
    this.#readEnvironment = own === undefined ? config.readEnvironment : () => own;
    await openStore(options.store);
    await this.record.begin();
    if (options.databaseOnly !== true) await this.#requirePort();
    if (options.fresh === true) await emptyStore(options.store);
    const secrets = await readSecrets(options.store);
    const database = await this.#keepDatabase(program, secrets.root);
    this.database = { port: database, password: secrets.root };
    const forProvision = provisionEnvironment({ environment: this.#readEnvironment(), secrets, database });
    await this.#keeper.finish('provision', ['provision.js'], forProvision);
    const internal = await freePort();
    const straight = { database, internal };
    const environmentOf = (/** @type {Role} */ role, ports = straight) =>
      roleEnvironment(role, { environment: this.#readEnvironment(), secrets, ...ports });
    for (const role of /** @type {const} */ (['booking', 'search']))
      await writeEnvFile(this.envFile(role), commandEnvironment(environmentOf(role)));
    if (options.data !== undefined)
      await this.#keeper.finish('import', ['import.js', '--from', options.data], environmentOf('search'));
    if (options.databaseOnly === true) return;
    const between = options.between ?? (async (/** @type {Way} */ _way, /** @type {number} */ port) => port);
    const placesOf = async (/** @type {Role} */ role, /** @type {number} */ number) => {
      const ports = {
        database: await between(`${role}-database`, database, number),
        internal: await between('links', internal, number),
      };
      return () => environmentOf(role, ports);
    };
    const search = await this.#keepRole('search', options.search, placesOf);
    const booking = await this.#keepRole('booking', options.booking, placesOf);
    await this.#keepGateway({ search, booking, internal });
  }

  /**
   * Restarts the processes of both roles one after another, each only when the one before is ready again. Throws when
   * one does not come back; the others stay as they are.
   */
  async roll() {
    this.#rolling ??= this.#rollAll().finally(() => {
      this.#rolling = null;
    });
    await this.#rolling;
  }

  async #rollAll() {
    const replicas = this.#keeper.processes.flatMap((one) => {
      const port = this.#ports.get(one.name);
      return port === undefined ? [] : [{ one, port }];
    });
    await this.#rounds.restart(replicas);
  }

  /** Ends all of it: who asks first, whoever is asked last. What it stored stays. */
  async stop() {
    this.#keeper.end();
    // Without nginx nobody asks the roles any more, so that they need not wait for it: SIGINT, not SIGTERM.
    for (const [names, signal] of /** @type {const} */ ([
      [/^nginx$/, 'SIGTERM'],
      [ROLES, 'SIGINT'],
      [/^database$/, 'SIGTERM'],
    ])) {
      await this.#keeper.stop(names, signal);
    }
    await this.record.finish();
  }

  /**
   * @param {import('../database-server.mjs').Program} program
   * @param {string} password of the server's root
   */
  async #keepDatabase(program, password) {
    const port = await freePort();
    const folder = this.options.databaseFolder ?? join(this.options.store, 'database');
    // Nobody, root included, has the server read or write other files than those of an empty folder.
    const files = join(folder, 'files');
    await mkdir(files, { recursive: true });
    const options = [
      ...SERVER_OPTIONS[program.kind],
      `--secure-file-priv=${files}`,
      ...(this.options.databaseOptions ?? []),
    ];
    const onSpawn = (/** @type {number} */ pid) => this.record.add('database', pid);
    const environment = this.options.databaseEnvironment ?? {};
    const place = { folder, port, options, environment, onSpawn };
    await this.#keeper.keep('database', async (signal, say) => {
      const server = await startServer(program, { ...place, signal, say });
      try {
        await secureRoot(port, password);
      } catch (error) {
        await server.stop();
        throw error;
      }
      say(`${server.version} on 127.0.0.1:${port}`);
      return server;
    });
    return port;
  }

  /**
   * Starts the processes of a role, the first of them alone: it may have a catalogue to fill.
   * @param {Role} role
   * @param {number} count
   * @param {(role: Role, number: number) => Promise<() => NodeJS.ProcessEnv>} placesOf what a process is told, asked for
   *   each start, so that a restart takes in what has changed
   */
  async #keepRole(role, count, placesOf) {
    const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
    const begin = async (/** @type {number} */ port, /** @type {number} */ index) => {
      const name = `${role}-${index + 1}`;
      const environmentOf = await placesOf(role, index + 1);
      this.#ports.set(name, port);
      const signs = {
        ready: `http://127.0.0.1:${port}/readyz`,
        alive: `http://127.0.0.1:${port}/healthz`,
      };
      await this.#keeper.keep(name, async (signal, say) => {
        const words = [process.execPath, entrypoint('main.js')];
        const env = { ...environmentOf(), PORT: String(port) };
        const running = startProgram(words, env, say, { niceness: NICENESS[role] });
        say(`started as process ${running.pid}`);
        return await this.#keeper.untilItWorks(name, running, signs, signal, say);
      });
    };
    const [first = 0, ...others] = ports;
    await begin(first, 0);
    for (const [index, port] of others.entries()) await begin(port, index + 1);
    return ports.map((port) => `127.0.0.1:${port}`).join(',');
  }

  /** @param {{ search: string, booking: string, internal: number }} places */
  async #keepGateway({ search, booking, internal }) {
    const { port } = this.options;
    // Not in the store: nginx's workers, who are nobody when all of it runs as root, have to get there.
    const work = await mkdtemp(join(tmpdir(), 'holdfast-gateway-'));
    await this.record.addFolder(work);
    await chmod(work, 0o711);
    await this.#keeper.keep('nginx', async (signal, say) => {
      const env = gatewayEnvironment({ booking, search, port, internal, work }, this.#readEnvironment());
      const tell = (/** @type {string} */ line) => (this.#rounds.expects(line) ? undefined : say(line));
      const running = startProgram(['sh', join(ROOT, 'nginx', 'start.sh')], env, tell);
      const url = `http://127.0.0.1:${port}/healthz`;
      // Another program may have taken the port meanwhile, and answer there; nginx writes this file when it has it.
      const isItself = async () =>
        (await readFile(join(work, 'nginx.pid'), 'utf8').catch(() => '')).trim() === String(running.pid);
      try {
        const signs = { ready: url, alive: url, isItself };
        return await this.#keeper.untilItWorks('nginx', running, signs, signal, say);
      } catch (error) {
        if (!signal.aborted) await this.#requirePort();
        throw error;
      }
    });
  }

  async #requirePort() {
    const { port } = this.options;
    if (await isFree(port)) return;
    throw new Error(`Port ${port} is taken. End what listens there, or choose another --port.`);
  }
}
