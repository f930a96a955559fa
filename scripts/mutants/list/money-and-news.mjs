// What keeps money right, bookings their owners', and the other role's numbers true.

const CANCEL_TESTS = 'tests/http/cancel-booking.test.ts';
const POLICY_TESTS = 'tests/domain/cancellation-policy.test.ts';
const REFUND_TESTS = 'tests/http/refunds.test.ts';

const REACHES_THE_GATEWAY = {
  file: REFUND_TESTS,
  name: 'money that goes back reaches the payment gateway once, as much as was promised',
};

/** @type {import('../mutant.mjs').Mutant[]} */
export const MONEY_AND_NEWS_MUTANTS = [
  {
    name: 'refund-promised',
    says: 'A cancelled booking promises its money back and writes no refund down.',
    edits: [
      {
        file: 'src/application/booking/cancel-booking.ts',
        find: 'await addRefund(stores, this.ids, { bookingId: booking.id, refund: offer.refund, now });',
        replace: '',
      },
    ],
    project: 'memory',
    tests: [{ file: CANCEL_TESTS, name: 'cancelling twice answers the same' }, REACHES_THE_GATEWAY],
    works: {
      file: 'tests/http/cancel-booking.test.ts',
      name: 'cancelling a hold frees its seats and gives nothing back',
    },
  },
  {
    name: 'refund-written',
    says: 'The payment says that it was given back, and no refund is written down to be sent.',
    edits: [
      {
        file: 'src/application/booking/support/refunds.ts',
        find: 'await stores.payments.addRefunds(\n    parts.map(',
        replace: 'await stores.payments.addRefunds(\n    parts.slice(parts.length).map(',
      },
    ],
    project: 'memory',
    tests: [REACHES_THE_GATEWAY],
    works: { file: 'tests/http/cancel-booking.test.ts', name: 'cancelling twice answers the same' },
  },
  {
    name: 'refund-sent',
    says: 'A refund counts as sent though the payment gateway was never asked.',
    edits: [
      {
        file: 'src/application/booking/send-refunds.ts',
        find: 'if (!(await this.gateway.refund({ key: id, chargeKey: paymentId, amount }))) return false;',
        replace: '',
      },
    ],
    project: 'memory',
    tests: [REACHES_THE_GATEWAY],
    works: { file: 'tests/http/cancel-booking.test.ts', name: 'cancelling twice answers the same' },
  },
  {
    name: 'refund-taken',
    says: 'A refund counts as sent though the payment gateway did not take it.',
    edits: [
      {
        file: 'src/application/booking/send-refunds.ts',
        find: 'if (!(await this.gateway.refund({ key: id, chargeKey: paymentId, amount }))) return false;',
        replace: 'await this.gateway.refund({ key: id, chargeKey: paymentId, amount });',
      },
    ],
    project: 'memory',
    tests: [
      { file: REFUND_TESTS, name: 'money that goes back is sent again until the payment gateway takes it' },
    ],
    works: {
      file: 'tests/http/refunds.test.ts',
      name: 'money that goes back reaches the payment gateway once, as much as was promised',
    },
  },
  {
    name: 'payment-guard',
    says: 'A payment is settled whatever has become of it since it was read.',
    edits: [
      {
        file: 'src/adapters/mysql/booking/payments.ts',
        find: 'const guard = { id, status, refunded: before.refunded.amount };',
        replace: 'const guard = { id };',
      },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/contracts/payments.test.ts',
        name: 'a payment is not written over what has changed since it was read',
      },
    ],
    works: { file: 'tests/contracts/payments.test.ts', name: 'a payment is settled as it was decided' },
  },
  {
    name: 'rounding',
    says: 'Of an odd amount the traveller gets the smaller half back.',
    edits: [
      { file: 'src/domain/money.ts', find: 'Math.ceil(a.amount / 2)', replace: 'Math.floor(a.amount / 2)' },
    ],
    project: 'memory',
    tests: [{ file: POLICY_TESTS, name: 'what a cancellation gives back rounds half of an odd amount up' }],
    works: { file: POLICY_TESTS, name: 'what a cancellation gives back is nothing for a hold' },
  },
  {
    name: 'if-match',
    says: 'A change goes by a version of the booking that is no longer true.',
    edits: [
      {
        file: 'src/application/booking/support/locked-booking.ts',
        find: "if (condition === null || condition === 'any' || condition.includes(booking.version)) return;",
        replace: 'if (true) return;',
      },
    ],
    project: 'memory',
    tests: [
      {
        file: 'tests/http/change-booking.test.ts',
        name: 'If-Match refuses a version that is no longer true',
      },
    ],
    works: {
      file: 'tests/http/change-booking.test.ts',
      name: 'changing a hold swaps the seats and keeps the expiry',
    },
  },
  {
    name: 'ownership',
    says: "Anybody may change, pay for or cancel anybody's booking.",
    edits: [
      {
        file: 'src/application/booking/support/locked-booking.ts',
        find: 'if (seen === null || (travellerId !== undefined && seen.travellerId !== travellerId))',
        replace: 'if (seen === null)',
      },
    ],
    project: 'memory',
    tests: [
      {
        file: 'tests/http/bad-input.test.ts',
        name: 'other people’s bookings look as if they were not there',
      },
    ],
    works: { file: 'tests/http/cancel-booking.test.ts', name: 'cancelling twice answers the same' },
  },
  {
    name: 'outbox',
    says: 'Seats change, and nothing is written down to be told.',
    edits: [
      {
        file: 'src/adapters/mysql/booking/seat-count-writer.ts',
        find: 'n.tell_at = LEAST(COALESCE(n.tell_at, ?), ?)`;',
        replace: 'n.tell_at = IF(LEAST(COALESCE(n.tell_at, ?), ?) IS NULL, NULL, NULL)`;',
      },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/contracts/outboxes.test.ts',
        name: "booking's outbox of seat counts tells each change once",
      },
    ],
    works: {
      file: 'tests/contracts/seat-inventory.test.ts',
      name: 'writing seats keeps every field of a record through all that may become of a seat',
    },
  },
  {
    name: 'numbering',
    says: 'Search takes older numbers of seats left for newer ones.',
    edits: [
      {
        file: 'src/adapters/mysql/search/seats-left.ts',
        find: 'WHERE f.seats_version < c.version`;',
        replace: 'WHERE TRUE`;',
      },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/contracts/seats-left.test.ts',
        name: 'seats left are those of the highest version, in whatever order they come',
      },
    ],
    works: {
      file: 'tests/contracts/seats-left.test.ts',
      name: 'seats left are what was told last, in every cabin',
    },
  },
];
