import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnStack } from '../stage/own-stack.js';
import { openDatabase, type RootConnection } from '../stage/root-connection.js';
import type { TcpProxy } from '../stage/tcp-proxy.js';
import type { Staging } from './staging.js';

/** How long anything may take that a fault waits for, in milliseconds. */
const WAIT_MAX = 30_000;

/** Within how many milliseconds somebody commits something, a restart of every process before included. */
export const QUIET_MAX = 15_000;

/** What stands on the ways between processes. */
export interface Proxies {
  /** From booking to its database. */
  readonly database: TcpProxy;
  /** From booking to search, and back. */
  readonly links: TcpProxy;
  /** Where the roles ask each other, without what stands on the way. */
  readonly internalUrl: string;
}

/** Where things are broken: all of Holdfast, and what faults need to get at it. */
export class Scene {
  constructor(
    readonly stack: OwnStack,
    readonly proxies: Proxies,
    /** The flight that everybody wants. */
    readonly hotFlight: string,
    readonly staging: Staging,
  ) {}

  get url(): string {
    return this.stack.url;
  }

  /** Signals every process whose name begins so. */
  signal(name: string, signal: NodeJS.Signals): void {
    for (const process of this.stack.processes(name)) process.kill(signal);
  }

  /** Lets every process whose name begins so stand still for a while, in milliseconds. */
  async freeze(name: string, time: number): Promise<void> {
    this.signal(name, 'SIGSTOP');
    await sleep(time);
    this.signal(name, 'SIGCONT');
  }

  /** A connection as the database's root; whoever opens it ends it. */
  async root(): Promise<RootConnection> {
    const { database } = this.stack.platform;
    if (database === null) throw new Error('the database has not been started');
    return await openDatabase(database.port, database.password);
  }

  /** Waits until the database answers, `patience` milliseconds at most. */
  async untilDatabaseResponds(patience = WAIT_MAX): Promise<void> {
    const answers = async () => {
      const connection = await this.root();
      connection.destroy();
      return true;
    };
    await this.until('the database answers', answers, patience);
  }

  /** Waits until `nginx` lets requests through. */
  async untilGatewayResponds(): Promise<void> {
    await this.until('nginx answers', async () => (await this.get('/healthz')) === 200);
  }

  /** Waits for something that comes by itself; what throws meanwhile has not come yet. */
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

  /** The status of a path; 0 when nobody answers. */
  async get(path: string): Promise<number> {
    return await new Promise((resolve) => {
      const asked = request(new URL(path, this.url), { timeout: 5_000 }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.on('error', () => resolve(0));
      asked.on('timeout', () => asked.destroy());
      asked.end();
    });
  }
}
