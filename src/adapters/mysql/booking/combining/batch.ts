import type { KeyClaim, RequestKey, SeatSelection } from '../../../../application/booking/unit-of-work.js';
import type { Booking, FlightsById } from '../../../../domain/booking/booking.js';
import type { LogEntry } from '../../../../domain/booking/events.js';
import type { SeatsHeld } from '../../../../domain/booking/hold-limits.js';
import type { SeatChange } from '../../../../domain/booking/seat-moves.js';
import { seatKey, type SeatRecord, type SeatRef } from '../../../../domain/booking/seat.js';
import type { Instant } from '../../../../domain/shared/instant.js';
import { nameOf, type CommittedKey } from '../idempotency-keys.js';
import type { CabinSeats } from './cabin-seats.js';
import { NotInBatch } from './not-in-batch.js';

/** What one unit of a batch writes. */
export interface UnitWrites {
  readonly seats: SeatChange[];
  readonly bookings: { readonly booking: Booking; readonly entry: LogEntry }[];
  readonly answers: { readonly key: RequestKey; readonly answer: unknown }[];
}

/** What a batch has read, by phase: as committed, or under locks. */
export interface BatchGround {
  readonly now: Instant;
  readonly records: readonly SeatRecord[];
  readonly factsVersions: ReadonlyMap<string, number>;
  readonly flights: FlightsById;
  readonly held: ReadonlyMap<string, readonly SeatsHeld[]>;
  readonly keys: ReadonlyMap<string, CommittedKey>;
  /** The seats of the cabins that units may choose from. */
  readonly cabins: CabinSeats;
  /** Whether seats and travellers are locked, so that units may write. */
  readonly isLocked: boolean;
}

/** The state that the units of a batch share: what was read, with the changes of the units that ran before. */
export class Batch {
  private readonly records: Map<string, SeatRecord>;
  private readonly keys: Map<string, CommittedKey>;
  private readonly heldHere = new Map<string, SeatsHeld[]>();
  readonly writes: UnitWrites = { seats: [], bookings: [], answers: [] };

  constructor(readonly ground: BatchGround) {
    this.records = new Map(ground.records.map((record) => [seatKey(record), record]));
    this.keys = new Map(ground.keys);
  }

  /** Whether all the seats were read; seats that the flight lacks, or that another unit has locked, were not. */
  has(selections: readonly SeatSelection[]): boolean {
    return this.ground.cabins.refsOf(selections).every((ref) => this.records.has(seatKey(ref)));
  }

  /** The records of the selections. Throws NotInBatch for a seat or a cabin that was not read. */
  seats(selections: readonly SeatSelection[]): SeatRecord[] {
    return this.ground.cabins.refsOf(selections).map((ref) => this.seat(ref));
  }

  /** Throws NotInBatch for a seat that was not read. */
  seat(ref: SeatRef): SeatRecord {
    const record = this.records.get(seatKey(ref));
    if (record === undefined) throw new NotInBatch(`seat ${ref.seat} of ${ref.flightId}`);
    return record;
  }

  heldBy(travellerId: string): SeatsHeld[] {
    const committed = this.ground.held.get(travellerId);
    return [...(committed ?? []), ...(this.heldHere.get(travellerId) ?? [])];
  }

  /** Throws NotInBatch for an expired key. */
  key(key: RequestKey): KeyClaim {
    const known = this.keys.get(nameOf(key)) ?? { state: 'new' };
    if (known === 'expired') throw new NotInBatch('the key has expired');
    return known;
  }

  /** Takes over the writes of a unit that has succeeded, for the units after it and for the commit. */
  accept({ seats, bookings, answers }: UnitWrites): void {
    for (const { after } of seats) this.records.set(seatKey(after), after);
    for (const { booking } of bookings) {
      const held = this.heldHere.get(booking.travellerId) ?? [];
      held.push(
        ...booking.flights.map(({ flightId, seats: all }) => {
          return { flightId, bookingId: booking.id, seats: all.length };
        }),
      );
      this.heldHere.set(booking.travellerId, held);
    }
    for (const { key, answer } of answers)
      this.keys.set(nameOf(key), { state: 'answered', fingerprint: key.fingerprint, answer });

    this.writes.seats.push(...seats);
    this.writes.bookings.push(...bookings);
    this.writes.answers.push(...answers);
  }
}

/** The seats that selections name. */
export function refsOf(selections: readonly SeatSelection[]): SeatRef[] {
  return selections.flatMap(({ flightId, seats }) => seats.map((seat) => ({ flightId, seat })));
}
