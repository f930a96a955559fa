import type { KeyRetention } from './ports.js';

const BATCH = 1_000;

/** Forgets idempotency keys whose time is over. Safe in every process at once. */
export class ForgetSpentKeys {
  constructor(private readonly keys: KeyRetention) {}

  /** Forgets one batch; answers how many, and whether more may wait. */
  async execute(): Promise<{ readonly forgotten: number; readonly more: boolean }> {
    const forgotten = await this.keys.forgetSpent(BATCH);
    return { forgotten, more: forgotten === BATCH };
  }
}
