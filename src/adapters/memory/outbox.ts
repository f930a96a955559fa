import { retryDelay, type Backlog, type Outbox, type SentBatch } from '../../application/shared/outbox.js';
import { OneAtATime } from './one-at-a-time.js';

/** An outbox in memory, over a map of messages by key, the longest waiting first. One relay sends at a time. */
export class MemoryOutbox<Stored, Message> implements Outbox<Message> {
  private readonly relays = new OneAtATime();
  private readonly rejections = new Map<string, { readonly at: number; readonly attempts: number }>();
  /** When each message was first seen waiting. */
  private readonly since = new Map<string, number>();

  constructor(
    private readonly stored: Map<string, Stored>,
    private readonly versionOf: (stored: Stored) => number,
    private readonly messageOf: (key: string, stored: Stored) => Message,
    private readonly now: () => number,
  ) {}

  async send(
    limit: number,
    deliver: (messages: readonly Message[]) => Promise<readonly string[]>,
  ): Promise<SentBatch> {
    return await this.relays.run(async () => {
      this.observe();
      const batch = [...this.stored].filter(([key]) => this.isDue(key)).slice(0, limit);
      if (batch.length === 0) return { sent: 0, rejected: [] };
      const rejected = new Set(await deliver(batch.map(([key, stored]) => this.messageOf(key, stored))));
      for (const [key, stored] of batch) this.settle(key, stored, rejected.has(key));
      return { sent: batch.length - rejected.size, rejected: [...rejected] };
    });
  }

  async backlog(): Promise<Backlog> {
    this.observe();
    const [oldest = this.now()] = this.since.values();
    return { waiting: this.stored.size, oldestMilliseconds: Math.max(0, this.now() - oldest) };
  }

  private observe(): void {
    for (const key of this.since.keys()) if (!this.stored.has(key)) this.since.delete(key);
    for (const key of this.stored.keys()) if (!this.since.has(key)) this.since.set(key, this.now());
  }

  private isDue(key: string): boolean {
    const rejection = this.rejections.get(key);
    if (rejection === undefined) return true;
    const waited = this.now() - rejection.at;
    // Negative if the clock has been set back since.
    return waited < 0 || waited >= retryDelay(rejection.attempts);
  }

  private settle(key: string, delivered: Stored, isRejected: boolean): void {
    if (isRejected) {
      const attempts = (this.rejections.get(key)?.attempts ?? -1) + 1;
      this.rejections.set(key, { at: this.now(), attempts });
      return;
    }
    this.rejections.delete(key);
    const stored = this.stored.get(key);
    if (stored !== undefined && this.versionOf(stored) === this.versionOf(delivered)) this.stored.delete(key);
  }
}
