// What keeps money right: charged once, given back once, for seats that are there.
import type { Mutant } from '../mutant.js';
import { editsOf, testsIn } from './parts.js';

const inDeciding = editsOf('src/application/booking/shared/write-decision.ts');
const inRefunds = editsOf('src/application/booking/shared/refunds.ts');
const inSending = editsOf('src/application/booking/send-refunds.ts');
const inPayments = editsOf('src/adapters/mysql/booking/payments.ts');
const inSettling = editsOf('src/application/booking/shared/settlement.ts');
const inSettlement = editsOf('src/domain/booking/settlement.ts');
const inPolicy = editsOf('src/domain/booking/cancellation-policy.ts');
const inMoney = editsOf('src/domain/shared/money.ts');

const ofCancelling = testsIn('tests/http/cancel-booking.test.ts');
const ofRefunds = testsIn('tests/http/refunds.test.ts');
const ofPaying = testsIn('tests/http/payments.test.ts');
const ofPayments = testsIn('tests/contracts/payments.test.ts');
const ofSettling = testsIn('tests/http/settlement.test.ts');
const ofTerms = testsIn('tests/domain/change-terms.test.ts');
const ofPolicy = testsIn('tests/domain/cancellation-policy.test.ts');

const UNLESS_TAKEN =
  'if (!(await this.gateway.refund({ key: id, chargeKey: paymentId, amount }))) return false;';

const REACHES_THE_GATEWAY = ofRefunds('money that goes back reaches the payment gateway once');
const TWICE = ofCancelling('cancelling twice answers the same');
const APPROVED = ofPaying('a payment that is approved confirms the booking with tok_success');

export const MONEY_MUTANTS: Mutant[] = [
  {
    name: 'refund-promised',
    says: 'A cancelled booking promises its money back, and the payment knows nothing of it.',
    edits: [
      inDeciding(
        'if (refund !== undefined) await addRefund(stores, ids, { bookingId: before.id, refund, now: cause.now });',
        '',
      ),
    ],
    project: 'memory',
    tests: [TWICE, REACHES_THE_GATEWAY],
    works: ofCancelling('cancelling a hold frees its seats and gives nothing back'),
  },
  {
    name: 'refund-written',
    says: 'The payment says that it was given back, and no refund is written down to be sent.',
    edits: [inRefunds('addRefunds(\n    parts.map(', 'addRefunds(\n    [].map(')],
    project: 'memory',
    tests: [REACHES_THE_GATEWAY],
    works: TWICE,
  },
  {
    name: 'refund-sent',
    says: 'A refund counts as sent though the payment gateway was never asked.',
    edits: [inSending(UNLESS_TAKEN, '')],
    project: 'memory',
    tests: [REACHES_THE_GATEWAY],
    works: TWICE,
  },
  {
    name: 'refund-taken',
    says: 'A refund counts as sent though the payment gateway did not take it.',
    edits: [inSending(UNLESS_TAKEN, 'await this.gateway.refund({ key: id, chargeKey: paymentId, amount });')],
    project: 'memory',
    tests: [ofRefunds('money that goes back is sent again until the payment gateway takes it')],
    works: REACHES_THE_GATEWAY,
  },
  {
    name: 'payment-guard',
    says: 'A payment is written whatever has become of it since it was read.',
    edits: [inPayments('{ id, status, refunded: before.refunded.amount };', '{ id };')],
    project: 'database',
    tests: [ofPayments('a payment is not written over what has changed since it was read')],
    works: ofPayments('a payment is settled as it was decided'),
  },
  {
    name: 'settled-once',
    says: 'What the gateway said of a payment is carried out again by whoever comes second.',
    edits: [inSettling("if (payment.status !== 'processing') {", 'if (false) {')],
    project: 'memory',
    tests: [ofSettling('a payment that several settle at the same time has one effect and one answer')],
    works: APPROVED,
  },
  {
    name: 'late-money',
    says: 'Money that comes too late buys a seat that somebody else has by then.',
    edits: [inSettlement('(record.owner === booking.id || isFree(record, now)),', 'true,')],
    project: 'memory',
    tests: [ofPaying('a gateway that does not answer gives all of it back when the money comes too late')],
    works: APPROVED,
  },
  {
    name: 'fee-walked-around',
    says: 'A change gives back all that the seats which leave had cost, whatever cancelling would give.',
    edits: [
      inPolicy(
        'const policy = lesserShare(shareAt(booking, flights, now), booking.refundCap);',
        "const policy = 'full';",
      ),
    ],
    project: 'memory',
    tests: [ofTerms('a change of a paid booking within the last day returns half for the seats that leave')],
    works: ofTerms(
      'a change of a paid booking more than a day ahead costs or returns the difference in price',
    ),
  },
  {
    name: 'fee-in-steps',
    says: 'Half is rounded up for each step in which seats are given up.',
    edits: [
      inPolicy(
        'subtract(halfRoundedUp(add(leftAtHalf, price)), halfRoundedUp(leftAtHalf))',
        'halfRoundedUp(add(price, subtract(leftAtHalf, leftAtHalf)))',
      ),
    ],
    project: 'memory',
    tests: [ofTerms('giving a booking up in steps rounds half once, and not for each step')],
    works: ofPolicy('what a cancellation gives back rounds half of an odd amount up'),
  },
  {
    name: 'rounding',
    says: 'Of an odd amount the traveller gets the smaller half back.',
    edits: [inMoney('Math.ceil(a.amount / 2)', 'Math.floor(a.amount / 2)')],
    project: 'memory',
    tests: [ofPolicy('what a cancellation gives back rounds half of an odd amount up')],
    works: ofPolicy('what a cancellation gives back is nothing for a hold'),
  },
];
