import { MINUTE } from './instant.js';

/** A journey takes at most this many times as long as the quickest one that can be had, and so many minutes more. */
export const LONGEST_JOURNEY = { factor: 2, minutes: 480 };

/** Three flights of at most 24 hours and two connections of at most 8. */
const DURATION_MINUTES_MAX = 3 * 24 * 60 + 2 * 8 * 60;

/** How many journeys are kept. Only thousands that take equally long come to so many; then the first ones count. */
const CANDIDATES_MAX = 20_000;

/** A journey by its flights, each a number of the search that found it, and how long it takes in whole minutes. */
export interface Candidate {
  readonly minutes: number;
  readonly flights: readonly number[];
}

/**
 * Keeps the quickest of the journeys that are added: so many as are wanted, and all others that take just as long as the
 * last of them.
 */
export class Quickest {
  private candidates: Candidate[] = [];
  /** How many are kept in all, and of each duration. */
  private kept = 0;
  private readonly counts = new Uint32Array(DURATION_MINUTES_MAX + 1);
  private slowestMinutes = DURATION_MINUTES_MAX;
  private cut = false;

  constructor(private readonly wanted: number) {}

  /** In milliseconds: what takes this long, or longer, is not kept. It shrinks as journeys are added. */
  limit = limitOf(DURATION_MINUTES_MAX);

  /** Whether something was left out that might be kept if more were wanted. */
  get isCut(): boolean {
    return this.cut;
  }

  add(duration: number, flights: readonly number[]): void {
    const minutes = Math.round(duration / MINUTE);
    if (minutes > this.slowestMinutes || minutes < 0 || this.kept >= CANDIDATES_MAX) return;
    this.candidates.push({ minutes, flights });
    this.counts[minutes] = (this.counts[minutes] ?? 0) + 1;
    this.kept += 1;
    const longest = LONGEST_JOURNEY.factor * minutes + LONGEST_JOURNEY.minutes;
    while (this.slowestMinutes > longest) this.leaveOutSlowest();
    while (this.kept - (this.counts[this.slowestMinutes] ?? 0) >= this.wanted) {
      this.leaveOutSlowest();
      this.cut = true;
    }
    if (this.candidates.length > 2 * this.kept + this.wanted) this.candidates = this.all();
  }

  /** Those that are kept, in no particular order. */
  all(): Candidate[] {
    return this.candidates.filter(({ minutes }) => minutes <= this.slowestMinutes);
  }

  private leaveOutSlowest(): void {
    this.kept -= this.counts[this.slowestMinutes] ?? 0;
    this.slowestMinutes -= 1;
    this.limit = limitOf(this.slowestMinutes);
  }
}

/** Durations are rounded to minutes. */
function limitOf(minutes: number): number {
  return (minutes + 0.5) * MINUTE;
}
