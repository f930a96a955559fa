import type { PerCabin } from './cabin.js';

/** The available seats of a flight per cabin. The higher of two versions is the newer. */
export interface SeatCounts {
  readonly flightId: string;
  readonly version: number;
  readonly seatsLeft: PerCabin;
}
