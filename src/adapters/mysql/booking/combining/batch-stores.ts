import type { Stores } from '../../../../application/booking/unit-of-work.js';
import type { Batch, UnitWrites } from './batch.js';
import { NotInBatch } from './not-in-batch.js';

/** The stores of one unit in a batch. They read what the batch has read, and collect what the unit writes. */
export function storesOf(batch: Batch): { readonly stores: Stores; readonly writes: UnitWrites } {
  const writes: UnitWrites = { seats: [], bookings: [], answers: [] };
  const { ground } = batch;
  const toWrite = () => {
    if (!ground.isLocked) throw new NotInBatch('writes need locks');
    return writes;
  };
  const stores: Stores = {
    now: async () => ground.now,
    travellers: { lock: async () => undefined },
    keys: {
      find: async (key) => batch.key(key),
      claim: async (key) => batch.key(key),
      answer: async (key, answer) => {
        toWrite().answers.push({ key, answer });
      },
      bindToPayment: notInBatch,
      answerPayment: notInBatch,
    },
    seats: {
      readCommitted: async (refs) => {
        const records = refs.map((ref) => batch.seat(ref));
        return { records, factsVersions: ground.factsVersions, now: ground.now };
      },
      lock: async (selections) => batch.seats(selections),
      write: async (changes) => {
        toWrite().seats.push(...changes);
      },
      heldBy: async (travellerId) => batch.heldBy(travellerId),
      lockUnlocked: notInBatch,
      ownersOn: notInBatch,
    },
    flights: { find: async () => ground.flights, add: notInBatch, update: notInBatch },
    bookings: {
      insert: async (booking, entry) => {
        toWrite().bookings.push({ booking, entry });
        return true;
      },
      find: notInBatch,
      findAll: notInBatch,
      lock: notInBatch,
      lockLapsed: notInBatch,
      update: notInBatch,
    },
    payments: {
      find: notInBatch,
      lock: notInBatch,
      ofBooking: notInBatch,
      insert: notInBatch,
      update: notInBatch,
      addRefunds: notInBatch,
      markSent: notInBatch,
    },
  };
  return { stores, writes };
}

function notInBatch(): never {
  throw new NotInBatch('the plan of the unit does not include this');
}
