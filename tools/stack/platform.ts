// Runs the whole platform on this machine: its own database server, replicas of both roles, and nginx in front.
// Restarts each process that ends.
import { chmod, mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../src/entrypoints/process/config.js';
import type { Program } from '../database-program.js';
import { startServer } from '../database-server.js';
import { freePort, isFree } from '../machine.js';
import { MAIN_FILE, ROOT } from '../project.js';
import {
  commandEnvironment,
  envFile,
  gatewayEnvironment,
  provisionEnvironment,
  roleEnvironment,
  type Role,
} from './environments.js';
import { Keeper } from './keeper.js';
import { ProcessRecord } from './left-behind.js';
import { teller } from './lines.js';
import { requirePrograms } from './missing-programs.js';
import { startProgram, type Say } from './program.js';
import { SERVER_OPTIONS, type PlatformOptions, type Way } from './platform-options.js';
import { Rolling } from './rolling.js';
import { secureRoot } from './root-password.js';
import { emptyStore, openStore, readSecrets, requireFolder, writeEnvFile } from './store.js';

/** The niceness of the processes of each role: booking goes first on a busy machine. */
const NICENESS = { booking: 0, search: 10 };

/** The names of the processes of both roles. */
const ROLES = /^(booking|search)-/;

/** A platform that runs on this machine. */
export class Platform {
  #rolling: Promise<void> | null = null;
  #rounds = new Rolling();
  #keeper: Keeper;
  /** The port of each process of a role, by its name. */
  #ports = new Map<string, number>();
  /** Called for each start of a process, so that a restart applies changes of the environment. */
  readonly #readEnvironment = () => this.options.environment ?? readEnvironment();

  /** The port and the root password of the database, once it runs. */
  database: { readonly port: number; readonly password: string } | null = null;
  readonly record: ProcessRecord;
  readonly say: Say;

  /** `print` receives every line of the stack and of its processes. */
  constructor(
    readonly options: PlatformOptions,
    print: (line: string) => void,
  ) {
    this.say = teller('stack', print);
    this.record = new ProcessRecord(options.store, this.say);
    this.#keeper = new Keeper(this.record, print);
  }

  /** The URL for clients. */
  get url() {
    return `http://localhost:${this.options.port}`;
  }

  /** The processes by their names: `database`, `search-1`, `booking-1`, …, `nginx`. */
  get processes() {
    return this.#keeper.processes;
  }

  /** The file with the environment that a command needs to work on a role of this stack. */
  envFile(role: Role) {
    return envFile(this.options.store, role);
  }

  /** Starts all processes and returns when they are ready. Throws, with nothing left running, if one does not start. */
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
    await openStore(options.store);
    await this.record.begin();
    if (options.databaseOnly !== true) await this.#requirePort();
    if (options.fresh === true) await emptyStore(options.store);
    const secrets = await readSecrets(options.store);
    const database = await this.#keepDatabase(program, secrets.root);
    this.database = { port: database, password: secrets.root };
    const forProvision = provisionEnvironment({ environment: this.#readEnvironment(), secrets, database });
    await this.#keeper.finish('provision', ['provision'], forProvision);
    const internal = await freePort();
    const straight = { database, internal };
    const environmentOf = (role: Role, ports = straight) =>
      roleEnvironment(role, { environment: this.#readEnvironment(), secrets, ...ports });
    for (const role of ['booking', 'search'] as const)
      await writeEnvFile(this.envFile(role), commandEnvironment(environmentOf(role)));
    if (options.data !== undefined)
      await this.#keeper.finish('import', ['import', '--from', options.data], environmentOf('search'));
    if (options.databaseOnly === true) return;
    const between = options.between ?? (async (_way: Way, port: number) => port);
    const placesOf = async (role: Role, number: number) => {
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
   * Restarts the processes of both roles one after another, each once the previous one is ready. Throws if one does not
   * come back; the remaining ones are not restarted.
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

  /** Stops all processes, nginx first and the database last. Keeps the data. */
  async stop() {
    this.#keeper.end();
    // Without nginx the roles get no more requests and need not drain: SIGINT, not SIGTERM.
    for (const [names, signal] of [
      [/^nginx$/, 'SIGTERM'],
      [ROLES, 'SIGINT'],
      [/^database$/, 'SIGTERM'],
    ] as const) {
      await this.#keeper.stop(names, signal);
    }
    await this.record.finish();
  }

  /** @param password the root password of the server */
  async #keepDatabase(program: Program, password: string) {
    const port = await freePort();
    const folder = this.options.databaseFolder ?? join(this.options.store, 'database');
    // The server reads and writes files for its users, including root, only in an empty folder.
    const files = join(folder, 'files');
    await mkdir(files, { recursive: true });
    const options = [
      ...SERVER_OPTIONS[program.kind],
      `--secure-file-priv=${files}`,
      ...(this.options.databaseOptions ?? []),
    ];
    const onSpawn = (pid: number) => this.record.add('database', pid);
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
   * Starts the processes of a role; the first one alone, because it may have a catalogue to fill.
   * @param placesOf returns a function that returns the environment of a process; it is called at each start
   */
  async #keepRole(
    role: Role,
    count: number,
    placesOf: (role: Role, number: number) => Promise<() => NodeJS.ProcessEnv>,
  ) {
    const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
    const begin = async (port: number, index: number) => {
      const name = `${role}-${index + 1}`;
      const environmentOf = await placesOf(role, index + 1);
      this.#ports.set(name, port);
      const signs = {
        ready: `http://127.0.0.1:${port}/readyz`,
        alive: `http://127.0.0.1:${port}/healthz`,
      };
      await this.#keeper.keep(name, async (signal, say) => {
        const words = [process.execPath, MAIN_FILE];
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

  async #keepGateway({ search, booking, internal }: { search: string; booking: string; internal: number }) {
    const { port } = this.options;
    // This folder is not in the store: if the stack runs as root, nginx's workers run as the user `nobody` and must be
    // able to enter it.
    const work = await mkdtemp(join(tmpdir(), 'holdfast-gateway-'));
    await this.record.addFolder(work);
    await chmod(work, 0o711);
    await this.#keeper.keep('nginx', async (signal, say) => {
      const env = gatewayEnvironment({ booking, search, port, internal, work }, this.#readEnvironment());
      const sayUnlessExpected = (line: string) => (this.#rounds.expects(line) ? undefined : say(line));
      const running = startProgram(['sh', join(ROOT, 'nginx', 'start.sh')], env, sayUnlessExpected);
      const url = `http://127.0.0.1:${port}/healthz`;
      // Another program may have taken the port and respond there. nginx writes this file once it has the port.
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
    throw new Error(`Port ${port} is taken. Stop the program that listens there, or choose another --port.`);
  }
}
