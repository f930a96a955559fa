import type { BookingSettings, Ids } from '../../src/application/booking/ports.js';
import type { Instant } from '../../src/domain/shared/instant.js';
import { recordLocator, RECORD_LOCATOR_LENGTH } from '../../src/domain/booking/record-locator.js';
import { happens, type Choices } from './choices.js';
import { CURRENCY } from './timetable.js';

/** Limits that a few travellers reach, and durations that elapse within a world. */
export const SETTINGS: BookingSettings = {
  currency: CURRENCY,
  holdSeconds: 30,
  holdSecondsMax: 40,
  maxHeldSeatsPerFlight: 3,
  maxHeldSeats: 4,
  paymentMaxSeconds: 60,
};

/** The start time of every world: 2026-06-01T00:00:00Z. The value does not matter. */
export const BEGINNING: Instant = 1_780_272_000_000;

/** Consecutive ids, and record locators that sometimes collide. */
export function idsFrom(choices: Choices): Ids {
  let made = 0;
  return {
    uuid: () => {
      made += 1;
      return `id-${String(made).padStart(6, '0')}`;
    },
    reference: () => {
      const few = happens(choices, 4) ? [0, 0, 0, 0] : [];
      const length = RECORD_LOCATOR_LENGTH - few.length;
      return recordLocator(Uint8Array.from([...few, ...Array.from({ length }, () => choices.below(32))]));
    },
  };
}
