import type { SeatInventory, Stores } from '../../../src/application/booking/unit-of-work.js';
import type { SeatChange } from '../../../src/domain/booking/seat-moves.js';
import type { Sabotage } from '../../../proof/explore/unit-of-work.js';

/** Removed safeguards for which another safeguard compensates. */
export const HARMLESS = {
  /** Seats are read without a lock. */
  noSeatLocks: { stores: (stores, plain) => ({ ...stores, seats: withoutLocks(stores, plain) }) },
  /** Seats are written without the check of owner and version. */
  noSeatGuard: { stores: (stores, plain) => ({ ...stores, seats: withoutGuard(stores.seats, plain) }) },
} as const satisfies Record<string, Sabotage>;

/** Removed safeguards whose effect an exploration must find. */
export const SABOTAGES = {
  noSeatLocksAndNoGuard: {
    stores: (stores, plain) => ({ ...stores, seats: withoutGuard(withoutLocks(stores, plain), plain) }),
  },
  /**
   * Responses are sent before the commit, only to requests with a key: a payment would fail at once, because its next
   * step reads what the step before has not committed.
   */
  answersBeforeCommit: {
    answersEarly: (result) => typeof result === 'object' && result !== null && 'replayed' in result,
  },
  /** The response is not stored under its key. */
  noKeyRecord: {
    stores: (stores) => ({ ...stores, keys: overriding(stores.keys, { answer: async () => undefined }) }),
  },
  /** Refunds are not stored. */
  noRefunds: {
    stores: (stores) => ({
      ...stores,
      payments: overriding(stores.payments, { addRefunds: async () => undefined }),
    }),
  },
  /** The seats of a running payment are not pinned. */
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
  /** A payment is not bound to its key. */
  noBinding: {
    stores: (stores) => ({
      ...stores,
      keys: overriding(stores.keys, { bindToPayment: async () => undefined }),
    }),
  },
  /** Seats that their booking already holds get the time of a new hold. */
  renewedHolds: {
    stores: (stores) => ({
      ...stores,
      seats: overriding(stores.seats, {
        write: (changes) => stores.seats.write(changes.map(renewed)),
      }),
    }),
  },
  /** A change raises the refund cap to the full price. */
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
  /** Requests of one traveller do not run one by one. */
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

/** Writes a decision over the current state of its seats. */
function withoutGuard(seats: SeatInventory, plain: Stores): SeatInventory {
  const onCurrent = async ({ before, after }: SeatChange): Promise<SeatChange> => {
    const { flightId, seat } = before;
    const [now] = await plain.seats.lock([{ flightId, seats: [seat], cabins: [] }]);
    return { before: now ?? before, after };
  };
  return overriding(seats, {
    write: async (changes) => seats.write(await Promise.all(changes.map(onCurrent))),
  });
}

/** The same store with some methods replaced; spreading would not copy methods of classes. */
function overriding<T extends object>(store: T, others: Partial<T>): T {
  return Object.assign(Object.create(store) as T, others);
}
