import type { SentBatch } from '../shared/outbox.js';
import type { DescribeFlight } from './describe-flight.js';
import type { FlightChangesOutbox, FlightChangesReceiver } from './ports.js';

/** Flights per round; after a full round the next one follows at once. */
export const FLIGHT_CHANGES_BATCH = 100;

/** Sends airline changes to booking. Safe in every process at once; repeated and late messages have no effect. */
export class RelayFlightChanges {
  constructor(
    private readonly outbox: FlightChangesOutbox,
    private readonly describe: DescribeFlight,
    private readonly booking: FlightChangesReceiver,
  ) {}

  /** Sends one batch. Throws what the receiver throws; rows that it did not receive stay in the outbox. */
  async execute(): Promise<SentBatch> {
    return await this.outbox.send(FLIGHT_CHANGES_BATCH, async (flightIds) => {
      const facts = await Promise.all(flightIds.map((flightId) => this.describe.execute({ flightId })));
      return await this.booking.receive(facts.filter((known) => known !== null));
    });
  }
}
