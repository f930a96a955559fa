import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Endings } from './endings.js';
import { freePort, loadScript } from './scripts.js';

const run = promisify(execFile);

/** A process of the stack. */
export interface StackProcess {
  /** `database`, `booking-1`, `booking-2`, `search-1`, …, `nginx`. */
  readonly name: string;
  readonly pid: number | null;
  /** Ends it as an accident would; it is started again. */
  kill(signal?: NodeJS.Signals): void;
}

/** From a role to its database, and from role to role. */
export type Way = 'booking-database' | 'search-database' | 'links';

interface Platform {
  readonly url: string;
  readonly processes: readonly StackProcess[];
  readonly database: { readonly port: number; readonly password: string } | null;
  start(): Promise<void>;
  roll(): Promise<void>;
  stop(): Promise<void>;
  envFile(role: 'booking' | 'search'): string;
}

interface PlatformModule {
  readonly Platform: new (options: object, print: (line: string) => void) => Platform;
}

/** What `npm run audit` says of one invariant. */
export interface AuditFinding {
  readonly name: string;
  readonly checked?: number;
  readonly violations?: number;
  readonly notChecked?: string;
  readonly offenders?: readonly { readonly offender: string; readonly reason: string }[];
}

export interface StackOptions {
  readonly holdSeconds: number;
  /** Stands on the way of a process and answers the port that it is told instead. */
  readonly between?: (way: Way, port: number, number: number) => Promise<number>;
  readonly engine?: 'mariadb' | 'mysql';
  /** Whether it may install what is missing. */
  readonly install?: boolean;
  /** More of what the database's program is told. */
  readonly databaseOptions?: readonly string[];
  /** More of its environment. */
  readonly databaseEnvironment?: Readonly<Record<string, string>>;
  /** Where it stores its data. */
  readonly databaseFolder?: string;
  /** Hears what the stack and its processes say. */
  readonly hear: (line: string) => void;
  /** Are told how it is ended, before any of it is there. */
  readonly endings?: Endings;
}

/** All of Holdfast on this machine, for one run, with an empty database of its own. */
export class OwnStack {
  private starting: Promise<void> = Promise.resolve();

  private constructor(
    readonly platform: Platform,
    readonly secret: string,
    private readonly store: string,
    /** What processes are told when they are started next. */
    readonly environment: Record<string, string>,
  ) {}

  /**
   * Starts it as `npm run stack` does, but for the limits: many travellers have one address here. Throws when a program
   * is missing, and says how to install it.
   */
  static async start({
    holdSeconds,
    hear,
    endings = new Endings(),
    ...more
  }: StackOptions): Promise<OwnStack> {
    const secret = randomBytes(32).toString('base64url');
    const limits = { HOLD_SECONDS: String(holdSeconds), RATE_LIMIT: '0' };
    const environment: Record<string, string> = { JWT_SECRET: secret, ...limits };
    const { Platform: Runnable } = await loadScript<PlatformModule>('stack/platform.mjs');
    const store = await mkdtemp(join(tmpdir(), 'holdfast-run-'));
    const options = { ...more, port: await freePort(), booking: 2, search: 2, store, environment };
    const stack = new OwnStack(new Runnable(options, hear), secret, store, environment);
    endings.add(() => stack.stop());
    stack.starting = stack.platform.start();
    try {
      await stack.starting;
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  get url(): string {
    return this.platform.url;
  }

  /** Those whose names begin so. */
  processes(name: string): readonly StackProcess[] {
    return this.platform.processes.filter((process) => process.name.startsWith(name));
  }

  /** Asks the database itself what must always be true. */
  async audit(): Promise<readonly AuditFinding[]> {
    const audit = fileURLToPath(new URL('../../../dist/entrypoints/audit.js', import.meta.url));
    const env = { ENV_FILE: this.platform.envFile('booking') };
    const { stdout } = await run(process.execPath, [audit, '--json'], { env }).catch((error: unknown) => {
      // It ends with 1 when something is broken, and says what.
      const failed = error as { readonly stdout?: string; readonly stderr?: string };
      if (failed.stdout === undefined || failed.stdout === '') throw error;
      return { stdout: failed.stdout };
    });
    return JSON.parse(stdout) as AuditFinding[];
  }

  /** Ends all of it, or what has been started by now, and takes away what it stored. */
  async stop(): Promise<void> {
    await this.platform.stop();
    // Whoever was still at it writes no more when it is over.
    await this.starting.catch(() => undefined);
    await rm(this.store, { recursive: true, force: true });
  }
}
