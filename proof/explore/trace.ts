import type { Instant } from '../../src/domain/shared/instant.js';

/** One step of a world. */
interface TraceEntry {
  readonly at: Instant;
  readonly operation: number;
  readonly who: string;
  readonly what: string;
  readonly detail: unknown;
}

/** The last steps of a world. Steps are formatted only when read, because most are never shown. */
export class Trace {
  private readonly entries: TraceEntry[] = [];
  private next = 0;

  /** Keeps the last `limit` steps. */
  constructor(
    private readonly startedAt: Instant,
    private readonly limit: number,
  ) {}

  /** `detail` must not be mutated afterwards. */
  note(at: Instant, operation: number, who: string, what: string, detail: unknown = null): void {
    this.entries[this.next] = { at, operation, who, what, detail };
    this.next = (this.next + 1) % this.limit;
  }

  /** Returns the steps, oldest first: milliseconds since the world began, operation, actor, step. */
  lines(): string[] {
    const inOrder = [...this.entries.slice(this.next), ...this.entries.slice(0, this.next)];
    return inOrder.map(({ at, operation, who, what, detail }) => {
      const words = detail === null ? '' : ` ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`;
      return `${String(at - this.startedAt).padStart(8)} ms  #${operation}  ${who}  ${what}${words}`;
    });
  }
}
