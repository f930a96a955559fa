// All of Holdfast on this machine, as it is run for real: a database server of its own, replicas of both roles, and
// nginx in front; each is kept running.
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
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
import { Kept } from './kept.mjs';
import { ProcessRecord } from './left-behind.mjs';
import { teller } from './lines.mjs';
import { requirePrograms } from './missing-programs.mjs';
import { entrypoint, finish, startProgram, untilReady } from './program.mjs';
import { readSecrets, writeEnvFile } from './secrets.mjs';

/** Search stands back for booking when the machine has too much to do: its processes are this much nicer. */
const NICENESS = { booking: 0, search: 10 };

/** The names of the processes of both roles. */
const ROLES = /^(booking|search)-/;

/** Enough for the pools of as many processes as a stack may have. */
const SERVER_OPTIONS = ['--max-connections=400'];

/** @typedef {import('./environments.mjs').Role} Role */

/**
 * @typedef {object} PlatformOptions
 * @property {number} port where nginx listens on this machine
 * @property {number} booking how many processes
 * @property {number} search how many processes
 * @property {string} store the folder for its data, which is kept
 * @property {boolean} [fresh] whether it begins with an empty database
 * @property {boolean} [install] whether it may install what is missing
 * @property {string} [data] a folder of real schedules to load first
 */

/** Everything that runs, in the order in which it was started. */
export class Platform {
  #ending = new AbortController();
  /** @type {Kept[]} */
  #kept = [];
  /** @type {Promise<void> | null} */
  #rolling = null;

  /**
   * @param {PlatformOptions} options
   * @param {(line: string) => void} print hears all that is said
   */
  constructor(options, print) {
    this.options = options;
    this.print = print;
    this.record = new ProcessRecord(options.store);
    this.say = this.#teller('stack');
  }

  /** Its address for clients. */
  get url() {
    return `http://localhost:${this.options.port}`;
  }

  /** The processes by their names: `database`, `search-1`, `booking-1`, …, `nginx`. */
  get processes() {
    return this.#kept;
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
    const program = await requirePrograms(options.install === true, this.say);
    await build();
    /** @type {{ readEnvironment: () => NodeJS.ProcessEnv }} */
    const config = await import(pathToFileURL(entrypoint('config.js')).href);
    const environment = config.readEnvironment();
    await mkdir(options.store, { recursive: true, mode: 0o700 });
    await chmod(options.store, 0o700);
    await this.record.begin(this.say);
    if (!(await isFree(options.port)))
      throw new Error(`Port ${options.port} is taken. End what listens there, or choose another --port.`);
    if (options.fresh === true) await this.#forget();
    const secrets = await readSecrets(options.store);
    const database = await this.#keepDatabase(program);
    await this.#finish(
      'provision',
      ['provision.js'],
      provisionEnvironment({ environment, secrets, database }),
    );
    const internal = await freePort();
    const place = { environment, secrets, database, internal };
    const ofRole = { booking: roleEnvironment('booking', place), search: roleEnvironment('search', place) };
    for (const role of /** @type {const} */ (['booking', 'search']))
      await writeEnvFile(this.envFile(role), commandEnvironment(ofRole[role]));
    if (options.data !== undefined)
      await this.#finish('import', ['import.js', '--from', options.data], ofRole.search);
    const search = await this.#keepRole('search', options.search, ofRole.search);
    const booking = await this.#keepRole('booking', options.booking, ofRole.booking);
    await this.#keepGateway({ search, booking, internal }, environment);
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
    for (const one of this.#kept.filter(({ name }) => ROLES.test(name))) {
      one.say('restarts');
      await one.restart();
    }
  }

  /** Ends all of it: who asks first, whoever is asked last. What it stored stays. */
  async stop() {
    this.#ending.abort();
    // Without nginx nobody asks the roles any more, so that they need not wait for it: SIGINT, not SIGTERM.
    for (const [names, signal] of /** @type {const} */ ([
      [/^nginx$/, 'SIGTERM'],
      [ROLES, 'SIGINT'],
      [/^database$/, 'SIGTERM'],
    ])) {
      await Promise.all(this.#kept.filter(({ name }) => names.test(name)).map((one) => one.stop(signal)));
    }
    await this.record.finish();
  }

  /** Only what a stack puts there: the folder may be anybody's. */
  async #forget() {
    for (const name of ['database', 'secrets.json', 'booking.env', 'search.env'])
      await rm(join(this.options.store, name), { recursive: true, force: true });
  }

  /** @param {import('../database-server.mjs').Program} program */
  async #keepDatabase(program) {
    const port = await freePort();
    const folder = join(this.options.store, 'database');
    await this.#keep('database', async (signal, say) => {
      const server = await startServer(program, { folder, port, options: SERVER_OPTIONS, signal });
      say(`${server.version} on 127.0.0.1:${port}`);
      return server;
    });
    return port;
  }

  /**
   * @param {string} name
   * @param {readonly string[]} words
   * @param {NodeJS.ProcessEnv} env
   */
  async #finish(name, words, env) {
    await finish(words, env, this.#teller(name), this.#ending.signal);
  }

  /**
   * Starts the processes of a role, the first of them alone: it may have a catalogue to fill.
   * @param {Role} role
   * @param {number} count
   * @param {NodeJS.ProcessEnv} env
   */
  async #keepRole(role, count, env) {
    const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
    const begin = async (/** @type {number} */ port, /** @type {number} */ index) => {
      await this.#keep(`${role}-${index + 1}`, async (signal, say) => {
        const words = [process.execPath, entrypoint('main.js')];
        const options = { niceness: NICENESS[role] };
        const running = startProgram(words, { ...env, PORT: String(port) }, say, options);
        say(`started as process ${running.pid}`);
        await untilReady(`http://127.0.0.1:${port}/readyz`, running, signal);
        return running;
      });
    };
    const [first = 0, ...others] = ports;
    await begin(first, 0);
    for (const [index, port] of others.entries()) await begin(port, index + 1);
    return ports.map((port) => `127.0.0.1:${port}`).join(',');
  }

  /**
   * @param {{ search: string, booking: string, internal: number }} places
   * @param {NodeJS.ProcessEnv} environment
   */
  async #keepGateway({ search, booking, internal }, environment) {
    const { port } = this.options;
    // Not in the store: nginx's workers, who are nobody when all of it runs as root, have to get there.
    const work = await mkdtemp(join(tmpdir(), 'holdfast-gateway-'));
    await this.record.addFolder(work);
    await chmod(work, 0o711);
    const env = gatewayEnvironment({ booking, search, port, internal, work }, environment);
    await this.#keep('nginx', async (signal, say) => {
      const running = startProgram(['sh', join(ROOT, 'nginx', 'start.sh')], env, say);
      await untilReady(`http://127.0.0.1:${port}/healthz`, running, signal);
      return running;
    });
  }

  /**
   * @param {string} name
   * @param {(signal: AbortSignal, say: import('./program.mjs').Say) => Promise<import('./program.mjs').Running>} start
   */
  async #keep(name, start) {
    this.#ending.signal.throwIfAborted();
    const say = this.#teller(name);
    const one = new Kept(
      name,
      async (signal) => {
        const running = await start(signal, say);
        await this.record.add(name, running.pid);
        return running;
      },
      say,
    );
    this.#kept.push(one);
    await one.start();
  }

  /** @param {string} name */
  #teller(name) {
    return teller(name, (line) => this.print(line));
  }
}
