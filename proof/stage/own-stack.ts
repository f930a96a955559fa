import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../tools/machine.js';
import { commandFile } from '../../tools/project.js';
import type { Kept } from '../../tools/stack/kept.js';
import type { PlatformOptions } from '../../tools/stack/platform-options.js';
import { Platform } from '../../tools/stack/platform.js';
import { Endings } from './endings.js';

const run = promisify(execFile);

/** A process of the stack: `database`, `booking-1`, `booking-2`, `search-1`, …, `nginx`. */
export type StackProcess = Pick<Kept, 'name' | 'pid' | 'kill'>;

/** What `npm run audit` says of one invariant. */
export interface AuditFinding {
  readonly name: string;
  readonly checked?: number;
  readonly violations?: number;
  readonly notChecked?: string;
  readonly offenders?: readonly { readonly offender: string; readonly reason: string }[];
}

/** How a stack differs from that of `npm run stack`. */
export interface StackOptions extends Pick<
  PlatformOptions,
  'between' | 'engine' | 'install' | 'databaseOptions' | 'databaseEnvironment' | 'databaseFolder'
> {
  readonly holdSeconds: number;
  /** Hears what the stack and its processes say. */
  readonly onOutput: (line: string) => void;
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
    onOutput,
    endings = new Endings(),
    ...more
  }: StackOptions): Promise<OwnStack> {
    const secret = randomBytes(32).toString('base64url');
    const limits = { HOLD_SECONDS: String(holdSeconds), RATE_LIMIT: '0' };
    const environment: Record<string, string> = { JWT_SECRET: secret, ...limits };
    const store = await mkdtemp(join(tmpdir(), 'holdfast-run-'));
    const options = { ...more, port: await freePort(), booking: 2, search: 2, store, environment };
    const stack = new OwnStack(new Platform(options, onOutput), secret, store, environment);
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
    const env = { ENV_FILE: this.platform.envFile('booking') };
    const { stdout } = await run(process.execPath, [commandFile('audit'), '--json'], { env }).catch(
      (error: unknown) => {
        // It ends with 1 when something is broken, and says what.
        const failed = error as { readonly stdout?: string; readonly stderr?: string };
        if (failed.stdout === undefined || failed.stdout === '') throw error;
        return { stdout: failed.stdout };
      },
    );
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
