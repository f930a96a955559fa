import type { Backlog, Sent } from '../../application/shared/outbox.js';
import { OneAtATime } from './one-at-a-time.js';

/** How long something that was refused is set apart, in milliseconds. */
const SET_APART = 30_000;

/** What waits to be told, by flight, those that wait longest first; one relay at a time. */
export class Waiting<V> {
  private readonly relays = new OneAtATime();
  private readonly refusedAt = new Map<string, number>();
  /** Since when each was seen to wait. */
  private readonly since = new Map<string, number>();

  /** `versionOf` tells whether what waits is still what was handed over. */
  constructor(
    private readonly waiting: Map<string, V>,
    private readonly versionOf: (value: V) => number,
    private readonly now: () => number,
  ) {}

  async send(limit: number, deliver: (batch: [string, V][]) => Promise<readonly string[]>): Promise<Sent> {
    return await this.relays.run(async () => {
      this.look();
      const batch = [...this.waiting].filter(([id]) => this.isDue(id)).slice(0, limit);
      if (batch.length === 0) return { taken: 0, refused: [] };
      const refused = new Set(await deliver(batch));
      for (const [id, value] of batch) this.settle(id, value, refused.has(id));
      return { taken: batch.length - refused.size, refused: [...refused] };
    });
  }

  /** What waits, what was refused included; how long, since somebody looked. */
  backlog(): Backlog {
    this.look();
    const [oldest = this.now()] = this.since.values();
    return { waiting: this.waiting.size, oldestMilliseconds: Math.max(0, this.now() - oldest) };
  }

  private look(): void {
    for (const id of this.since.keys()) if (!this.waiting.has(id)) this.since.delete(id);
    for (const id of this.waiting.keys()) if (!this.since.has(id)) this.since.set(id, this.now());
  }

  private isDue(id: string): boolean {
    const refusedAt = this.refusedAt.get(id);
    if (refusedAt === undefined) return true;
    const apartFor = this.now() - refusedAt;
    // Less than nothing if the clock has been set back since.
    return apartFor < 0 || apartFor >= SET_APART;
  }

  private settle(id: string, handedOver: V, isRejected: boolean): void {
    if (isRejected) {
      this.refusedAt.set(id, this.now());
      return;
    }
    this.refusedAt.delete(id);
    const value = this.waiting.get(id);
    if (value !== undefined && this.versionOf(value) === this.versionOf(handedOver)) this.waiting.delete(id);
  }
}
