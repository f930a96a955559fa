import { notFound } from '../../domain/shared/refusal.js';
import { decideSeatState } from '../../domain/booking/seat-block.js';
import type { SeatState } from '../../domain/booking/seat.js';
import type { FlightFactsProvider } from './shared/flight-facts-provider.js';
import type { IdempotentUnits } from './shared/idempotent-units.js';
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
 * Takes an available seat out of sale, or puts it back. Throws Refusal `seat-unavailable` for a held or sold seat,
 * `flight-cancelled` for a seat of a cancelled flight.
 */
export class BlockSeat {
  constructor(
    private readonly units: IdempotentUnits,
    private readonly directory: FlightFactsProvider,
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

    const change = decideSeatState(record, state, facts, now);
    if (change !== null) await stores.seats.write([change]);

    return { flightId, seat, state };
  }
}
