import type { SeatInventory, Stores } from '../../src/application/booking/unit-of-work.js';
import type { SeatChange } from '../../src/domain/booking/seat-moves.js';
import type { Sabotage } from '../../proof/explore/unit-of-work.js';

/** What another safeguard makes up for. */
export const HARMLESS = {
  /** Seats are read without a lock. */
  noSeatLocks: { stores: (stores, plain) => ({ ...stores, seats: withoutLocks(stores, plain) }) },
  /** Seats are written whatever has become of them. */
  noSeatGuard: { stores: (stores, plain) => ({ ...stores, seats: withoutGuard(stores.seats, plain) }) },
} as const satisfies Record<string, Sabotage>;

/** Ways to break what keeps bookings right; an exploration that finds none of them shows nothing. */
export const SABOTAGES = {
  noSeatLocksAndNoGuard: {
    stores: (stores, plain) => ({ ...stores, seats: withoutGuard(withoutLocks(stores, plain), plain) }),
  },
  /** Of what is kept under a key alone: a payment's next step would miss the one before at once. */
  answersBeforeCommit: {
    answersEarly: (result) => typeof result === 'object' && result !== null && 'replayed' in result,
  },
  /** The answer is not kept under its key. */
  noKeyRecord: {
    stores: (stores) => ({ ...stores, keys: overriding(stores.keys, { answer: async () => undefined }) }),
  },
  /** Money that is owed is not written down. */
  noRefunds: {
    stores: (stores) => ({
      ...stores,
      payments: overriding(stores.payments, { addRefunds: async () => undefined }),
    }),
  },
  /** A payment goes to the gateway without its seats being kept for it. */
  noPins: {
    stores: (stores) => ({
      ...stores,
      seats: overriding(stores.seats, {
        write: (changes) =>
          stores.seats.write(
            changes.map(({ before, after }) => ({ before, after: { ...after, pinnedUntil: null } })),
          ),
      }),
    }),
  },
  /** Whoever begins a payment does not say under which key. */
  noBinding: {
    stores: (stores) => ({
      ...stores,
      keys: overriding(stores.keys, { bindToPayment: async () => undefined }),
    }),
  },
  /** Seats that are held and asked for again get the time of a new hold. */
  renewedHolds: {
    stores: (stores) => ({
      ...stores,
      seats: overriding(stores.seats, {
        write: (changes) => stores.seats.write(changes.map(renewed)),
      }),
    }),
  },
  /** What a cancellation gives back is as high after a change as if there had been none. */
  renewedShares: {
    stores: (stores) => ({
      ...stores,
      bookings: overriding(stores.bookings, {
        update: (changes) =>
          stores.bookings.update(
            changes.map(({ after, ...rest }) => ({ ...rest, after: { ...after, refundCap: 'full' } })),
          ),
      }),
    }),
  },
  /** Requests of one traveller do not pass one by one. */
  noTurns: { stores: (stores) => ({ ...stores, travellers: { lock: async () => undefined } }) },
} as const satisfies Record<string, Sabotage>;

function renewed({ before, after }: SeatChange): SeatChange {
  const { heldUntil } = after;
  const isKept = before.owner === after.owner && before.pinnedUntil === null && after.pinnedUntil === null;
  if (!isKept || heldUntil === null) return { before, after };
  return { before, after: { ...after, heldSince: (after.heldSince ?? 0) + 1, heldUntil: heldUntil + 1 } };
}

function withoutLocks(stores: Stores, plain: Stores): SeatInventory {
  return overriding(stores.seats, { lock: (selections) => plain.seats.lock(selections) });
}

/** Writes what was decided on over what is there now. */
function withoutGuard(seats: SeatInventory, plain: Stores): SeatInventory {
  const asItIs = async ({ before, after }: SeatChange): Promise<SeatChange> => {
    const { flightId, seat } = before;
    const [now] = await plain.seats.lock([{ flightId, seats: [seat], cabins: [] }]);
    return { before: now ?? before, after };
  };
  return overriding(seats, {
    write: async (changes) => seats.write(await Promise.all(changes.map(asItIs))),
  });
}

/** The same store but for some of what it does; methods of classes are not copied by spreading. */
function overriding<T extends object>(store: T, others: Partial<T>): T {
  return Object.assign(Object.create(store) as T, others);
}
