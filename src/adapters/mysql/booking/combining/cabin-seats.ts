import type { SeatSelection } from '../../../../application/booking/unit-of-work.js';
import type { SeatRef } from '../../../../domain/booking/seat.js';
import type { Cabin } from '../../../../domain/flight/cabin.js';
import type { Session } from '../../connection/session.js';
import { NotInBatch } from './not-in-batch.js';

interface CabinSeatRow {
  readonly flightId: string;
  readonly cabin: Cabin;
  readonly seat: string;
}

/** The seats of the cabins from which units let the service choose. A flight neither gains nor loses seats. */
export class CabinSeats {
  /** The seats of no cabin. */
  static readonly NONE = new CabinSeats(new Map());

  private constructor(private readonly seats: ReadonlyMap<string, readonly string[]>) {}

  /** Reads the seats of all cabins in the selections. Takes no lock. */
  static async read(session: Session, selections: readonly SeatSelection[]): Promise<CabinSeats> {
    const seats = new Map<string, string[]>();
    for (const { flightId, cabins } of selections)
      for (const cabin of cabins) seats.set(nameOf(flightId, cabin), []);
    if (seats.size === 0) return CabinSeats.NONE;

    const flightIds = [
      ...new Set(selections.filter(({ cabins }) => cabins.length > 0).map((each) => each.flightId)),
    ];
    const rows = await session.committedRows<CabinSeatRow>(
      `SELECT flight_id AS flightId, cabin, seat FROM seat FORCE INDEX (PRIMARY)
       WHERE flight_id IN (?) ORDER BY flight_id, seat`,
      [flightIds],
    );
    for (const { flightId, cabin, seat } of rows) seats.get(nameOf(flightId, cabin))?.push(seat);
    return new CabinSeats(seats);
  }

  /** The seats that selections name, and all seats of their cabins. Throws NotInBatch for a cabin that was not read. */
  refsOf(selections: readonly SeatSelection[]): SeatRef[] {
    return selections.flatMap(({ flightId, seats, cabins }) =>
      [...seats, ...cabins.flatMap((cabin) => this.of(flightId, cabin))].map((seat) => ({ flightId, seat })),
    );
  }

  private of(flightId: string, cabin: Cabin): readonly string[] {
    const seats = this.seats.get(nameOf(flightId, cabin));
    if (seats === undefined) throw new NotInBatch(`the cabin ${cabin} of ${flightId} was not read`);
    return seats;
  }
}

function nameOf(flightId: string, cabin: Cabin): string {
  return `${cabin} ${flightId}`;
}
