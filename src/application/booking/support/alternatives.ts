import type { Cabin } from '../../../domain/cabin.js';
import { isFree } from '../../../domain/seat.js';
import { Refusal } from '../../../domain/refusal.js';
import { chooseSeats } from '../../../domain/seat-choice.js';
import { seatsOf, type LayoutSeat } from '../../../domain/seat-layout.js';
import { groupBy } from '../../../domain/group-by.js';
import type { BookingReads, StoredSeatMap } from '../ports.js';
import type { LateComers } from './late-comers.js';
import type { FlightWish } from './seat-picking.js';

/** The seats of a flight, as one look found them: worked out once for all who share it. */
interface SeatsLeft {
  readonly cabinOf: ReadonlyMap<string, Cabin>;
  readonly ofCabin: ReadonlyMap<Cabin, readonly LayoutSeat[]>;
  readonly free: ReadonlySet<string>;
}

/** Says to those who come too late for a seat which others they could have. */
export class Alternatives {
  /** Maps that are being read: those who come too late at the same time share one look at them. */
  private readonly looks = new Map<string, Promise<SeatsLeft | null>>();

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
      const left = await this.seatsLeftOn(wish.flightId);
      const seats = left === null ? null : sameCabinsElsewhere(wish.seats, left);
      if (seats !== null) found.push({ flightId: wish.flightId, seats });
    }
    return found;
  }

  private async seatsLeftOn(flightId: string): Promise<SeatsLeft | null> {
    const running = this.looks.get(flightId);
    if (running !== undefined) return await running;
    const look = this.look(flightId).finally(() => this.looks.delete(flightId));
    this.looks.set(flightId, look);
    return await look;
  }

  private async look(flightId: string): Promise<SeatsLeft | null> {
    const map = await this.reads.seatMap(flightId);
    if (map === null) return null;
    this.lateComers.remember(map.facts);
    return seatsLeftIn(map);
  }
}

function seatsLeftIn({ facts, seats, now }: StoredSeatMap): SeatsLeft {
  const layout = seatsOf(facts.sections);
  return {
    cabinOf: new Map(layout.map(({ seat, cabin }) => [seat, cabin])),
    ofCabin: groupBy(layout, ({ cabin }) => cabin),
    free: new Set(seats.filter((record) => isFree(record, now)).map(({ seat }) => seat)),
  };
}

function sameCabinsElsewhere(
  wanted: readonly string[],
  { cabinOf, ofCabin, free }: SeatsLeft,
): string[] | null {
  const chosen = new Map<string, string>();
  for (const [cabin, seats] of groupBy(wanted, (seat) => cabinOf.get(seat))) {
    const layout = cabin === undefined ? [] : (ofCabin.get(cabin) ?? []);
    // The look may have begun before the wanted seat was taken.
    const isOpen = ({ seat }: LayoutSeat) => free.has(seat) && !wanted.includes(seat);
    const choice = chooseSeats(layout, isOpen, seats.length);
    if (choice === null) return null;
    choice.forEach(({ seat }, index) => chosen.set(seats[index] ?? '', seat));
  }
  // In the order of the passengers, so that nobody is offered another's cabin.
  return wanted.flatMap((seat) => chosen.get(seat) ?? []);
}
