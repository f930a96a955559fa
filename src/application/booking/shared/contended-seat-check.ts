import type { FlightsById } from '../../../domain/booking/booking.js';
import type { FlightFacts } from '../../../domain/flight/flight.js';
import { isFree } from '../../../domain/booking/seat.js';
import type { BookingSettings } from '../ports.js';
import type { RequestKey, Stores } from '../unit-of-work.js';
import type { WantedItinerary } from '../../../domain/booking/change-plan.js';
import { pickForHold } from '../../../domain/booking/hold.js';
import type { SeatRequest } from '../../../domain/booking/seat-picking.js';

/** How many flights are remembered to be fought for; beyond that they are learnt anew. */
const REMEMBERED_FLIGHTS = 1_000;

interface Attempt extends WantedItinerary {
  readonly travellerId: string;
}

/**
 * Where a crowd fights for a seat, all but one come too late, and need neither a lock nor a write to be told. This
 * looks at the wanted seats first, on flights of which a seat was refused before: elsewhere the look would cost more
 * than it saves.
 */
export class ContendedSeatCheck {
  private readonly contended = new Map<string, FlightFacts>();

  constructor(private readonly settings: BookingSettings) {}

  /** A seat of this flight was refused. */
  remember(facts: FlightFacts): void {
    if (this.contended.size >= REMEMBERED_FLIGHTS) this.contended.clear();
    this.contended.set(facts.flightId, facts);
  }

  /**
   * Refuses an attempt for seats that somebody else has at this moment as it would be refused under the locks. Whoever
   * is let through has won nothing yet: that is decided there.
   */
  async refuse(
    { seats, keys }: Pick<Stores, 'seats' | 'keys'>,
    key: RequestKey,
    attempt: Attempt,
  ): Promise<void> {
    const flights = this.factsOf(attempt.flights);
    if (flights === null) return;
    const { records, factsVersions, now } = await seats.readCommitted(attempt.flights.flatMap(seatsNamedIn));
    const isCurrent = [...flights].every(([id, { version }]) => version === factsVersions.get(id));
    if (!isCurrent || records.every((record) => isFree(record, now))) return;
    const held = await seats.heldBy(attempt.travellerId, now);
    // After the seats: whoever repeats the request that took them, or comes back from a commit in doubt, finds its
    // answer, which came with them; and if the first request is still at work, it may get them yet.
    if ((await keys.find(key)).state !== 'new') return;
    pickForHold(attempt, { records, flights, held, now }, this.settings);
  }

  /** Null unless all of the flights are fought for, and their seats named. */
  private factsOf(seatRequests: readonly SeatRequest[]): FlightsById | null {
    const known = new Map<string, FlightFacts>();
    for (const seatRequest of seatRequests) {
      const facts = 'seats' in seatRequest ? this.contended.get(seatRequest.flightId) : undefined;
      if (facts === undefined) return null;
      known.set(facts.flightId, facts);
    }
    return known;
  }
}

function seatsNamedIn(seatRequest: SeatRequest) {
  return 'seats' in seatRequest
    ? seatRequest.seats.map((seat) => ({ flightId: seatRequest.flightId, seat }))
    : [];
}
