import { describe, expect, it } from 'vitest';
import type { BookingReads, StoredSeatMap } from '../../src/application/booking/ports.js';
import { Alternatives } from '../../src/application/booking/shared/alternatives.js';
import { ContendedSeatCheck } from '../../src/application/booking/shared/contended-seat-check.js';
import { Refusal } from '../../src/domain/shared/refusal.js';
import { seatsOf } from '../../src/domain/flight/seat-layout.js';
import { SETTINGS } from '../../proof/explore/settings.js';
import { aBooking, flightIn, NOW } from '../support/builders/booking-builder.js';

const FLIGHT = flightIn(100);

const contendedSeats = () => new ContendedSeatCheck(SETTINGS);

/** Every seat available: the seat map before the requested seat was taken. */
const BEFORE: StoredSeatMap = {
  facts: FLIGHT,
  version: 1,
  now: NOW,
  seats: seatsOf(FLIGHT.sections).map(({ seat, cabin }) => ({
    flightId: FLIGHT.flightId,
    seat,
    cabin,
    state: 'available',
    owner: null,
    heldSince: null,
    heldUntil: null,
    pinnedUntil: null,
    version: 1,
  })),
};

/** Seat maps that take 20 ms to read, and a count of the reads. */
function slowReads() {
  const seatMapReads = { count: 0 };
  const seatMap = async () => {
    seatMapReads.count += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return BEFORE;
  };
  return { seatMapReads, reads: { seatMap } as unknown as BookingReads };
}

async function offerTo(alternatives: Alternatives): Promise<unknown> {
  const { flightId } = FLIGHT;
  const taken = { seats: [{ flightId, seat: '10A' }] };
  const refusal = new Refusal('seat-unavailable', 'Another booking has the seat.', taken);
  const [passenger] = aBooking().passengers;
  const request = { travellerId: 'T1', flights: [{ flightId, seats: ['10A'] }], passengers: [passenger!] };
  return ((await alternatives.explain(refusal, request)) as Refusal).extras.alternatives;
}

describe('alternatives to a taken seat', () => {
  it('come from one shared read for simultaneous requests, and from a new read for the next request', async () => {
    const { seatMapReads, reads } = slowReads();
    const alternatives = new Alternatives(reads, contendedSeats());
    await Promise.all(Array.from({ length: 20 }, () => offerTo(alternatives)));
    expect(seatMapReads.count).toBe(1);
    await offerTo(alternatives);
    expect(seatMapReads.count).toBe(2);
  });

  it('leave out the requested seat even if the read began before it was taken', async () => {
    const { reads } = slowReads();
    const [offer] = (await offerTo(new Alternatives(reads, contendedSeats()))) as {
      readonly seats: readonly string[];
    }[];
    expect(offer?.seats).toHaveLength(1);
    expect(offer?.seats).not.toContain('10A');
  });
});
