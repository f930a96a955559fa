import { notFound, Refusal } from '../../domain/refusal.js';
import { block, isFree, release, type SeatState } from '../../domain/seat.js';
import type { FlightDirectory } from './support/flight-directory.js';
import type { KeyedUnits } from './support/keyed-units.js';
import type { Stores } from './unit-of-work.js';

export interface BlockSeatRequest {
  readonly flightId: string;
  readonly seat: string;
  readonly state: 'blocked' | 'available';
}

export interface SeatStateView {
  readonly flightId: string;
  readonly seat: string;
  readonly state: SeatState;
}

/**
 * Takes a free seat out of sale, or puts it back. Throws Refusal `seat-unavailable` for a seat that somebody holds or
 * bought, `flight-cancelled` for one of a cancelled flight.
 */
export class BlockSeat {
  constructor(
    private readonly units: KeyedUnits,
    private readonly directory: FlightDirectory,
  ) {}

  async execute(request: BlockSeatRequest): Promise<SeatStateView> {
    await this.directory.ensureStored([request.flightId]);
    const { result } = await this.units.run(null, (stores) => this.set(stores, request));
    return result;
  }

  private async set(stores: Stores, { flightId, seat, state }: BlockSeatRequest): Promise<SeatStateView> {
    const [record] = await stores.seats.lock([{ flightId, seats: [seat], cabins: [] }]);
    if (record === undefined) throw notFound('seat');
    const now = await stores.now();
    const facts = (await stores.flights.find([flightId])).get(flightId);
    if (facts?.status === 'cancelled') {
      throw new Refusal('flight-cancelled', 'The flight is cancelled; all of its seats stay blocked.');
    }
    if (record.state !== 'blocked' && !isFree(record, now)) {
      const detail = 'Somebody holds or bought this seat. Only a free seat can be blocked or put on sale.';
      throw new Refusal('seat-unavailable', detail, { seats: [{ flightId, seat }], alternatives: [] });
    }
    if (state === 'blocked' && record.state !== 'blocked') {
      await stores.seats.write([{ before: record, after: block(record) }]);
    }
    if (state === 'available' && record.state === 'blocked') {
      await stores.seats.write([{ before: record, after: release(record) }]);
    }
    return { flightId, seat, state };
  }
}
