import type { Logger } from 'pino';
import { permanentCause } from '../../adapters/mysql/permanent-causes.js';
import type { DatabaseAddress } from '../../adapters/mysql/server.js';

/** What is said of a database that may answer again by itself. */
const AWAY = 'The database cannot be reached.';

/** What keeps a role's database from serving: logged once for each cause, however often it is met. */
export class Obstacle {
  private logged: string | null = null;

  constructor(
    private readonly schema: string,
    private readonly address: DatabaseAddress,
    private readonly log: Logger,
  ) {}

  /** Answers what is in the way, as a sentence, and whether it stays until a person changes something. */
  met(error: unknown): { readonly sentence: string; readonly isPermanent: boolean } {
    const cause = permanentCause(error, this.address);
    const sentence = cause ?? AWAY;
    if (sentence !== this.logged) {
      this.logged = sentence;
      this.log[cause === null ? 'warn' : 'error']({ err: error, schema: this.schema }, sentence);
    }
    return { sentence, isPermanent: cause !== null };
  }

  gone(): void {
    if (this.logged !== null) this.log.info({ schema: this.schema }, 'the database answers again');
    this.logged = null;
  }
}
