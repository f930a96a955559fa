import { LRUCache } from 'lru-cache';
import { seatKey } from '../../../../domain/booking/seat.js';
import { refsOf } from './batch.js';
import type { UnitPlan } from '../../../../application/booking/unit-of-work.js';

interface Planned {
  readonly plan: UnitPlan;
}

/** The most seats that are remembered; beyond it the one that was requested longest ago is dropped. */
const SEATS_MAX = 10_000;

/**
 * Seats that a batch found taken or locked. Reading what is committed before locking saves the locks of requests that
 * must be rejected, and costs two statements: it pays only for seats that several requests want.
 */
export class ContendedSeats {
  private readonly seats = new LRUCache<string, true>({ max: SEATS_MAX });

  /** Remembers the seats of a unit that did not get them. */
  remember({ plan }: Planned): void {
    for (const ref of refsOf(plan.seats)) this.seats.set(seatKey(ref), true);
  }

  /** The units that want a remembered seat, or one that another of the units wants. */
  among<U extends Planned>(units: readonly U[]): U[] {
    const wanted = new Map<string, number>();
    const keysOf = ({ plan }: U) => refsOf(plan.seats).map(seatKey);
    for (const key of units.flatMap(keysOf)) wanted.set(key, (wanted.get(key) ?? 0) + 1);
    return units.filter((unit) =>
      keysOf(unit).some((key) => (wanted.get(key) ?? 0) > 1 || this.seats.get(key) === true),
    );
  }
}
