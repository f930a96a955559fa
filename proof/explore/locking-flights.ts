import type { StoredFlightFacts } from '../../src/application/booking/unit-of-work.js';
import type { FlightsById } from '../../src/domain/booking/booking.js';
import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { ROW, type RunningTransaction } from './database.js';

/** Flight facts. Adding a flight locks its key, so that only one transaction adds it. */
export class LockingFlights implements StoredFlightFacts {
  constructor(
    private readonly transaction: RunningTransaction,
    private readonly flights: StoredFlightFacts,
  ) {}

  async find(flightIds: readonly string[]): Promise<FlightsById> {
    await this.transaction.statement('flights.find');
    return await this.flights.find(flightIds);
  }

  async add(facts: FlightFacts): Promise<boolean> {
    await this.transaction.lock('flights.add', [ROW.flight(facts.flightId)]);
    return await this.flights.add(facts);
  }

  async update(facts: FlightFacts): Promise<boolean> {
    await this.transaction.lock('flights.update', [ROW.flight(facts.flightId)]);
    return await this.flights.update(facts);
  }
}
