import type { Instant } from '../../src/domain/shared/instant.js';

/** One step of a world: who did what, when, in the course of which operation. */
interface TraceEntry {
  readonly at: Instant;
  readonly operation: number;
  readonly who: string;
  readonly what: string;
  readonly detail: unknown;
}

/** The last steps of a world. They are put into words only when somebody reads them. */
export class Trace {
  private readonly entries: TraceEntry[] = [];
  private next = 0;

  /** Keeps the last `limit` steps. */
  constructor(
    private readonly startedAt: Instant,
    private readonly limit: number,
  ) {}

  /** `detail` must not change afterwards. */
  note(at: Instant, operation: number, who: string, what: string, detail: unknown = null): void {
    this.entries[this.next] = { at, operation, who, what, detail };
    this.next = (this.next + 1) % this.limit;
  }

  /** The oldest first: milliseconds since the world began, operation, who, what. */
  lines(): string[] {
    const inOrder = [...this.entries.slice(this.next), ...this.entries.slice(0, this.next)];
    return inOrder.map(({ at, operation, who, what, detail }) => {
      const words = detail === null ? '' : ` ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`;
      return `${String(at - this.startedAt).padStart(8)} ms  #${operation}  ${who}  ${what}${words}`;
    });
  }
}
