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

/** One invariant in the output of `npm run audit`. */
export interface AuditFinding {
  readonly name: string;
  readonly checked?: number;
  readonly violations?: number;
  readonly notChecked?: string;
  readonly offenders?: readonly { readonly offender: string; readonly reason: string }[];
}

/** Differences to the stack of `npm run stack`. */
export interface StackOptions extends Pick<
  PlatformOptions,
  'between' | 'data' | 'engine' | 'install' | 'databaseOptions' | 'databaseEnvironment' | 'databaseFolder'
> {
  readonly holdSeconds: number;
  /** Further variables of the environment of all processes. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Receives the output of the stack and its processes. */
  readonly onOutput: (line: string) => void;
  /** Receives the function that stops the stack, before anything starts. */
  readonly endings?: Endings;
}

/** All of Holdfast on this machine for one run, with an empty database of its own. */
export class OwnStack {
  private starting: Promise<void> = Promise.resolve();

  private constructor(
    readonly platform: Platform,
    readonly secret: string,
    private readonly store: string,
    /** The environment of processes that start from now on. */
    readonly environment: Record<string, string>,
  ) {}

  /**
   * Starts the stack like `npm run stack`, but without rate limits, because all travellers share one address. Throws
   * Error with install instructions if a program is missing.
   */
  static async start({
    holdSeconds,
    environment: further = {},
    onOutput,
    endings = new Endings(),
    ...more
  }: StackOptions): Promise<OwnStack> {
    const secret = randomBytes(32).toString('base64url');
    const limits = { HOLD_SECONDS: String(holdSeconds), RATE_LIMIT: '0' };
    const environment: Record<string, string> = { JWT_SECRET: secret, ...limits, ...further };
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

  /** Returns the processes whose names begin with `name`. */
  processes(name: string): readonly StackProcess[] {
    return this.platform.processes.filter((process) => process.name.startsWith(name));
  }

  /** Runs the audit, which checks the invariants in the database. */
  async audit(): Promise<readonly AuditFinding[]> {
    const { HOLD_SECONDS } = this.environment;
    const env = { ENV_FILE: this.platform.envFile('booking'), HOLD_SECONDS };
    const { stdout } = await run(process.execPath, [commandFile('audit'), '--json'], { env }).catch(
      (error: unknown) => {
        // The audit exits with 1 if an invariant is broken, and prints its findings.
        const failed = error as { readonly stdout?: string; readonly stderr?: string };
        if (failed.stdout === undefined || failed.stdout === '') throw error;
        return { stdout: failed.stdout };
      },
    );
    return JSON.parse(stdout) as AuditFinding[];
  }

  /** Stops everything that was started, and deletes its data. */
  async stop(): Promise<void> {
    await this.platform.stop();
    // A start that is still running must end first, because it writes to the folder.
    await this.starting.catch(() => undefined);
    await rm(this.store, { recursive: true, force: true });
  }
}
