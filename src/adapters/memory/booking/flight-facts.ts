import type { StoredFlightFacts } from '../../../application/booking/unit-of-work.js';
import type { FlightsById } from '../../../domain/booking/booking.js';
import { countPerCabin } from '../../../domain/flight/cabin.js';
import type { FlightFacts } from '../../../domain/flight/flight.js';
import { untouchedSeatsOf } from '../../../domain/booking/untouched-seats.js';
import { seatKey } from '../../../domain/booking/seat.js';
import { Overlay } from '../overlay.js';
import type { BookingTables } from './tables.js';

/** Booking's flight facts, in memory. */
export class MemoryFlightFacts implements StoredFlightFacts {
  private readonly flights: Overlay<FlightFacts>;
  private readonly added: FlightFacts[] = [];

  constructor(private readonly tables: BookingTables) {
    this.flights = new Overlay(tables.flights);
  }

  async find(flightIds: readonly string[]): Promise<FlightsById> {
    const known = flightIds.flatMap((id) => this.flights.get(id) ?? []);
    return new Map(known.map((facts) => [facts.flightId, facts]));
  }

  async add(facts: FlightFacts): Promise<boolean> {
    if (this.flights.get(facts.flightId) !== undefined) return false;
    this.flights.set(facts.flightId, facts);
    this.added.push(facts);
    return true;
  }

  async update(facts: FlightFacts): Promise<boolean> {
    const known = this.flights.get(facts.flightId);
    if (known === undefined || known.version >= facts.version) return false;
    this.flights.set(facts.flightId, facts);
    return true;
  }

  commit(): void {
    this.flights.commit();
    for (const facts of this.added) {
      const seats = untouchedSeatsOf(facts);
      for (const record of seats) this.tables.seats.set(seatKey(record), record);
      const { flightId } = facts;
      this.tables.seatsOfFlight.set(
        flightId,
        seats.map(({ seat }) => seat),
      );
      const seatsLeft = countPerCabin(seats.filter(({ state }) => state === 'available'));
      const seatCounts = { flightId, version: 0, seatsLeft };
      // For a flight added as cancelled: clients may have read its seat map as version 0 before, so the cancellation
      // needs a higher version.
      if (facts.status === 'cancelled')
        this.tables.storeSeatCounts({ ...seatCounts, version: this.tables.firstVersion });
      else this.tables.seatCounts.set(flightId, seatCounts);
    }
  }
}
