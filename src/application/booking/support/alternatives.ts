import { stateAt } from '../../../domain/seat.js';
import { Refusal } from '../../../domain/refusal.js';
import { chooseSeats } from '../../../domain/seat-choice.js';
import { seatsOf } from '../../../domain/seat-layout.js';
import { groupBy } from '../../../domain/group-by.js';
import type { BookingReads, StoredSeatMap } from '../ports.js';
import type { LateComers } from './late-comers.js';
import type { FlightWish } from './seat-picking.js';

/** Says to those who come too late for a seat which others they could have. */
export class Alternatives {
  /** Maps that are being read: those who come too late at the same time share one look at them. */
  private readonly reading = new Map<string, Promise<StoredSeatMap | null>>();

  constructor(
    private readonly reads: BookingReads,
    private readonly lateComers: LateComers,
  ) {}

  /**
   * Makes the attempt. If it is refused with `seat-unavailable`, the refusal then names, for each flight with a
   * taken seat, as many free seats in the same cabins, unless there are too few. They are not held for anybody.
   */
  async offeredFor<T>(wishes: readonly FlightWish[], attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'seat-unavailable') throw error;
      const alternatives = await this.find(wishes, error.extras.seats ?? []);
      throw new Refusal(error.code, error.detail, { ...error.extras, alternatives });
    }
  }

  private async find(wishes: readonly FlightWish[], taken: readonly { readonly flightId: string }[]) {
    const found: { flightId: string; seats: string[] }[] = [];
    for (const wish of wishes) {
      if (!('seats' in wish) || !taken.some(({ flightId }) => flightId === wish.flightId)) continue;
      const map = await this.mapOf(wish.flightId);
      const seats = map === null ? null : sameCabinsElsewhere(wish.seats, map);
      if (seats !== null) found.push({ flightId: wish.flightId, seats });
    }
    return found;
  }

  private async mapOf(flightId: string): Promise<StoredSeatMap | null> {
    const running = this.reading.get(flightId);
    if (running !== undefined) return await running;
    const read = this.reads.seatMap(flightId).finally(() => this.reading.delete(flightId));
    this.reading.set(flightId, read);
    const map = await read;
    if (map !== null) this.lateComers.remember(map.facts);
    return map;
  }
}

function sameCabinsElsewhere(wanted: readonly string[], map: StoredSeatMap): string[] | null {
  const layout = seatsOf(map.facts.sections);
  const states = new Map(map.seats.map((record) => [record.seat, stateAt(record, map.now)]));
  const cabinOf = new Map(layout.map(({ seat, cabin }) => [seat, cabin]));
  const chosen = new Map<string, string>();
  for (const [cabin, seats] of groupBy(wanted, (seat) => cabinOf.get(seat))) {
    const choice = chooseSeats(
      layout.filter((seat) => seat.cabin === cabin),
      // The look may have begun before the wanted seat was taken.
      ({ seat }) => states.get(seat) === 'available' && !wanted.includes(seat),
      seats.length,
    );
    if (choice === null) return null;
    choice.forEach(({ seat }, index) => chosen.set(seats[index] ?? '', seat));
  }
  // In the order of the passengers, so that nobody is offered another's cabin.
  return wanted.flatMap((seat) => chosen.get(seat) ?? []);
}
