import { MINUTE } from '../shared/instant.js';

/** The longest duration of an itinerary: `factor` times that of the quickest bookable one, plus `minutes`. */
export const ITINERARY_DURATION_MAX = { factor: 2, minutes: 480 };

/** The longest possible itinerary: three flights of at most 24 hours and two connections of at most 8 hours. */
const DURATION_MINUTES_MAX = 3 * 24 * 60 + 2 * 8 * 60;

/** The maximum number of itineraries kept. Only thousands of the same duration reach it; then the first ones count. */
const CANDIDATES_MAX = 20_000;

/** An itinerary: its flights by their numbers in the search, and its duration in whole minutes. */
export interface Candidate {
  readonly minutes: number;
  readonly flights: readonly number[];
}

/** Stands for a flight that an itinerary does not have. */
const NONE = -1;
const FLIGHTS_MAX = 3;

/**
 * Keeps the quickest of the added itineraries: as many as are wanted, and all others that take as long as the last of
 * them.
 */
export class Quickest {
  /** The minutes of each itinerary, and its flights in FLIGHTS_MAX entries each. */
  private minutes: number[] = [];
  private flights: number[] = [];
  /** The number kept, in total and by duration in minutes. */
  private kept = 0;
  private readonly counts = new Uint32Array(DURATION_MINUTES_MAX + 1);
  private slowestMinutes = DURATION_MINUTES_MAX;
  private cut = false;

  constructor(private readonly wanted: number) {}

  /** Itineraries of this duration or longer are not kept, in milliseconds. Shrinks as itineraries are added. */
  limit = limitOf(DURATION_MINUTES_MAX);

  /** Whether an itinerary was left out that might be kept if more were wanted. */
  get isCut(): boolean {
    return this.cut;
  }

  /** Adds an itinerary of one, two or three flights. `duration` is in milliseconds. */
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

  /** The itineraries kept, in no particular order. */
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

/** The duration in milliseconds that rounds to more than these minutes. */
function limitOf(minutes: number): number {
  return minutes * MINUTE + MINUTE / 2;
}
