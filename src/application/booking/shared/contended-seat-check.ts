import type { FlightsById } from '../../../domain/booking/booking.js';
import type { FlightFacts } from '../../../domain/flight/flight.js';
import { isFree } from '../../../domain/booking/seat.js';
import type { BookingSettings } from '../ports.js';
import type { RequestKey, Stores } from '../unit-of-work.js';
import type { WantedItinerary } from '../../../domain/booking/change-plan.js';
import { pickForHold } from '../../../domain/booking/hold.js';
import type { SeatRequest } from '../../../domain/booking/seat-picking.js';

/** The limit of contended flights in memory; beyond it the set is cleared and fills again. */
const CONTENDED_FLIGHTS_MAX = 1_000;

interface Attempt extends WantedItinerary {
  readonly travellerId: string;
}

/**
 * Rejects requests for taken seats without a lock or a write, because of many requests for one seat all but one fail.
 * It reads the named seats only on flights of which a seat was refused before: on other flights the read would cost
 * more than it saves.
 */
export class ContendedSeatCheck {
  private readonly contended = new Map<string, FlightFacts>();

  constructor(private readonly settings: BookingSettings) {}

  /** Marks the flight as contended, after a seat of it was refused. */
  remember(facts: FlightFacts): void {
    if (this.contended.size >= CONTENDED_FLIGHTS_MAX) this.contended.clear();
    this.contended.set(facts.flightId, facts);
  }

  /**
   * Throws the Refusal that the unit of work would throw if another booking has a named seat now. It never grants a
   * seat: the unit of work decides under its locks.
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
    // The key is read after the seats: a request that repeats the one that took them, or retries a commit in doubt,
    // then finds the response, committed with them. If the first request still runs, it may still get the seats.
    if ((await keys.find(key)).state !== 'new') return;
    pickForHold(attempt, { records, flights, held, now }, this.settings);
  }

  /** Null unless all of the flights are contended and all seats are named. */
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
