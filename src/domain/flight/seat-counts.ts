import type { PerCabin } from './cabin.js';

/** How many seats of each cabin of a flight can be had; of two versions the higher is true. */
export interface SeatCounts {
  readonly flightId: string;
  readonly version: number;
  readonly seatsLeft: PerCabin;
}
