import { MINUTE } from '../shared/instant.js';

/** An itinerary takes at most this many times as long as the quickest one that can be had, and so many minutes more. */
export const ITINERARY_DURATION_MAX = { factor: 2, minutes: 480 };

/** Three flights of at most 24 hours and two connections of at most 8. */
const DURATION_MINUTES_MAX = 3 * 24 * 60 + 2 * 8 * 60;

/** How many itineraries are kept. Only thousands that take equally long come to so many; then the first ones count. */
const CANDIDATES_MAX = 20_000;

/** An itinerary by its flights, each a number of the search that found it, and how long it takes in whole minutes. */
export interface Candidate {
  readonly minutes: number;
  readonly flights: readonly number[];
}

/** In place of a flight that an itinerary does not have. */
const NONE = -1;
const FLIGHTS_MAX = 3;

/**
 * Keeps the quickest of the itineraries that are added: so many as are wanted, and all others that take just as long as the
 * last of them.
 */
export class Quickest {
  /** Of each itinerary its minutes, and its flights in as many places as an itinerary has at most. */
  private minutes: number[] = [];
  private flights: number[] = [];
  /** How many are kept in all, and of each duration. */
  private kept = 0;
  private readonly counts = new Uint32Array(DURATION_MINUTES_MAX + 1);
  private slowestMinutes = DURATION_MINUTES_MAX;
  private cut = false;

  constructor(private readonly wanted: number) {}

  /** In milliseconds: what takes this long, or longer, is not kept. It shrinks as itineraries are added. */
  limit = limitOf(DURATION_MINUTES_MAX);

  /** Whether something was left out that might be kept if more were wanted. */
  get isCut(): boolean {
    return this.cut;
  }

  /** An itinerary of one, two or three flights. */
  add(duration: number, first: number, second = NONE, third = NONE): void {
    const minutes = Math.round(duration / MINUTE);
    if (minutes > this.slowestMinutes || minutes < 0 || this.kept >= CANDIDATES_MAX) return;
    this.minutes.push(minutes);
    this.flights.push(first, second, third);
    this.counts[minutes] = (this.counts[minutes] ?? 0) + 1;
    this.kept += 1;
    const longest = ITINERARY_DURATION_MAX.factor * minutes + ITINERARY_DURATION_MAX.minutes;
    while (this.slowestMinutes > longest) this.leaveOutSlowest();
    while (this.kept - (this.counts[this.slowestMinutes] ?? 0) >= this.wanted) {
      this.leaveOutSlowest();
      this.cut = true;
    }
    if (this.minutes.length > 2 * (this.kept + this.wanted)) this.purgeSlow();
  }

  /** Those that are kept, in no particular order. */
  all(): Candidate[] {
    this.purgeSlow();
    return this.minutes.map((minutes, index) => {
      const start = index * FLIGHTS_MAX;
      const flights = this.flights.slice(start, start + FLIGHTS_MAX).filter((flight) => flight !== NONE);
      return { minutes, flights };
    });
  }

  private leaveOutSlowest(): void {
    this.kept -= this.counts[this.slowestMinutes] ?? 0;
    this.slowestMinutes -= 1;
    this.limit = limitOf(this.slowestMinutes);
  }

  private purgeSlow(): void {
    let places = 0;
    for (let place = 0; place < this.minutes.length; place += 1) {
      const minutes = this.minutes[place] ?? 0;
      if (minutes > this.slowestMinutes) continue;
      this.minutes[places] = minutes;
      this.flights.copyWithin(places * FLIGHTS_MAX, place * FLIGHTS_MAX, (place + 1) * FLIGHTS_MAX);
      places += 1;
    }
    this.minutes.length = places;
    this.flights.length = places * FLIGHTS_MAX;
  }
}

/** Durations are rounded to minutes. */
function limitOf(minutes: number): number {
  return minutes * MINUTE + MINUTE / 2;
}
