import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnStack } from '../stage/own-stack.js';
import { openDatabase, type RootConnection } from '../stage/root-connection.js';
import type { TcpProxy } from '../stage/tcp-proxy.js';
import type { Staging } from './staging.js';

/** The timeout of every wait in a fault, in milliseconds. */
const WAIT_MAX = 30_000;

/** The longest time without a commit, in milliseconds, including a restart of every process. */
export const QUIET_MAX = 15_000;

/** Proxies between the processes. */
export interface Proxies {
  /** The proxy between booking and its database. */
  readonly database: TcpProxy;
  /** The proxy between booking and search, in both directions. */
  readonly links: TcpProxy;
  /** The URL of internal requests, without the proxy. */
  readonly internalUrl: string;
}

/** The stack under test, and what faults need to act on it. */
export class Scene {
  constructor(
    readonly stack: OwnStack,
    readonly proxies: Proxies,
    /** The flight that most travellers want. */
    readonly hotFlight: string,
    readonly staging: Staging,
  ) {}

  get url(): string {
    return this.stack.url;
  }

  /** Signals every process whose name begins with `name`. */
  signal(name: string, signal: NodeJS.Signals): void {
    for (const process of this.stack.processes(name)) process.kill(signal);
  }

  /** Suspends every process whose name begins with `name` for a time in milliseconds. */
  async freeze(name: string, time: number): Promise<void> {
    this.signal(name, 'SIGSTOP');
    await sleep(time);
    this.signal(name, 'SIGCONT');
  }

  /** Opens a connection as the database's root. The caller closes it. */
  async root(): Promise<RootConnection> {
    const { database } = this.stack.platform;
    if (database === null) throw new Error('the database has not been started');
    return await openDatabase(database.port, database.password);
  }

  /** Waits until the database responds, at most `patience` milliseconds. */
  async untilDatabaseResponds(patience = WAIT_MAX): Promise<void> {
    const isResponding = async () => {
      const connection = await this.root();
      connection.destroy();
      return true;
    };
    await this.until('the database responds', isResponding, patience);
  }

  /** Waits until nginx accepts requests. */
  async untilGatewayResponds(): Promise<void> {
    await this.until('nginx responds', async () => (await this.get('/healthz')) === 200);
  }

  /** Waits until `isSo` returns true; an error counts as false. Throws Error after `patience` milliseconds. */
  async until(what: string, isSo: () => Promise<boolean>, patience = WAIT_MAX): Promise<void> {
    const deadline = performance.now() + patience;
    let last: unknown = null;
    while (performance.now() < deadline) {
      try {
        if (await isSo()) return;
      } catch (error) {
        last = error;
      }
      await sleep(20);
    }
    throw new Error(`${what}: not within ${patience / 1_000} s`, { cause: last });
  }

  /** Returns the status of a path; 0 without a response. */
  async get(path: string): Promise<number> {
    return await new Promise((resolve) => {
      const sent = request(new URL(path, this.url), { timeout: 5_000 }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', () => resolve(0));
      sent.on('timeout', () => sent.destroy());
      sent.end();
    });
  }
}
