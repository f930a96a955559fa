import type { SentBatch } from '../shared/outbox.js';
import type { DescribeFlight } from './describe-flight.js';
import type { FlightChangesOutbox, FlightChangesReceiver } from './ports.js';

/** How many flights one round tells of; a full round is followed by the next at once. */
export const FLIGHT_CHANGES_BATCH = 100;

/** Tells booking what the airline changed of flights. Safe in every process at once, and if told twice or late. */
export class RelayFlightChanges {
  constructor(
    private readonly outbox: FlightChangesOutbox,
    private readonly describe: DescribeFlight,
    private readonly booking: FlightChangesReceiver,
  ) {}

  /** Sends one batch. Throws what the receiver throws, and keeps what was not taken. */
  async execute(): Promise<SentBatch> {
    return await this.outbox.send(FLIGHT_CHANGES_BATCH, async (flightIds) => {
      const facts = await Promise.all(flightIds.map((flightId) => this.describe.execute({ flightId })));
      return await this.booking.receive(facts.filter((known) => known !== null));
    });
  }
}
