// Rules of money: each booking is charged once and refunded once, and only for seats that it has.
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

const REACHES_THE_GATEWAY = ofRefunds('a refund reaches the payment gateway once');
const TWICE = ofCancelling('cancelling twice returns the same response');
const APPROVED = ofPaying('a payment that is approved confirms the booking with tok_success');

export const MONEY_MUTANTS: Mutant[] = [
  {
    name: 'refund-promised',
    says: 'A cancelled booking shows a refund, but its payment does not.',
    edits: [
      inDeciding(
        'if (refund !== undefined) await addRefund(stores, ids, { bookingId: before.id, refund, now: cause.now });',
        '',
      ),
    ],
    project: 'memory',
    tests: [TWICE, REACHES_THE_GATEWAY],
    works: ofCancelling('cancelling a hold releases its seats and refunds nothing'),
  },
  {
    name: 'refund-written',
    says: 'A payment shows a refund, but no refund is stored for sending.',
    edits: [inRefunds('addRefunds(\n    parts.map(', 'addRefunds(\n    [].map(')],
    project: 'memory',
    tests: [REACHES_THE_GATEWAY],
    works: TWICE,
  },
  {
    name: 'refund-sent',
    says: 'A refund counts as sent though no request went to the payment gateway.',
    edits: [inSending(UNLESS_TAKEN, '')],
    project: 'memory',
    tests: [REACHES_THE_GATEWAY],
    works: TWICE,
  },
  {
    name: 'refund-taken',
    says: 'A refund counts as sent though the payment gateway did not accept it.',
    edits: [inSending(UNLESS_TAKEN, 'await this.gateway.refund({ key: id, chargeKey: paymentId, amount });')],
    project: 'memory',
    tests: [ofRefunds('a refund is retried under the same key until the payment gateway accepts it')],
    works: REACHES_THE_GATEWAY,
  },
  {
    name: 'payment-guard',
    says: 'A payment is written even if it has changed since it was read.',
    edits: [inPayments('{ id, status, refunded: before.refunded.amount };', '{ id };')],
    project: 'database',
    tests: [ofPayments('a payment is not overwritten when it has changed since it was read')],
    works: ofPayments('a payment is stored as it was settled'),
  },
  {
    name: 'settled-once',
    says: 'A second unit carries out the decision of the payment gateway again.',
    edits: [inSettling("if (payment.status !== 'processing') {", 'if (false) {')],
    project: 'memory',
    tests: [ofSettling('a payment that is settled several times at once has one effect and one response')],
    works: APPROVED,
  },
  {
    name: 'late-money',
    says: 'A payment that comes too late buys a seat that another booking has by then.',
    edits: [inSettlement('(record.owner === booking.id || isFree(record, now)),', 'true,')],
    project: 'memory',
    tests: [
      ofPaying(
        'a payment that times out at the gateway is refunded in full when the charge succeeds too late',
      ),
    ],
    works: APPROVED,
  },
  {
    name: 'fee-walked-around',
    says: 'A change refunds the full price of the seats that leave, though a cancellation would refund less.',
    edits: [
      inPolicy(
        'const policy = lesserShare(shareAt(booking, flights, now), booking.refundCap);',
        "const policy = 'full';",
      ),
    ],
    project: 'memory',
    tests: [ofTerms('a change of a paid booking within the last day refunds half of the seats that leave')],
    works: ofTerms(
      'a change of a paid booking more than a day ahead charges or refunds the difference in price',
    ),
  },
  {
    name: 'fee-in-steps',
    says: 'A refund of half is rounded up for each change in which seats leave.',
    edits: [
      inPolicy(
        'subtract(halfRoundedUp(add(leftAtHalf, price)), halfRoundedUp(leftAtHalf))',
        'halfRoundedUp(add(price, subtract(leftAtHalf, leftAtHalf)))',
      ),
    ],
    project: 'memory',
    tests: [ofTerms('cancelling a booking in steps rounds half once, and not at each step')],
    works: ofPolicy('the refund of a cancellation rounds half of an odd amount up'),
  },
  {
    name: 'rounding',
    says: 'The refund of half an odd amount is rounded down.',
    edits: [inMoney('Math.ceil(a.amount / 2)', 'Math.floor(a.amount / 2)')],
    project: 'memory',
    tests: [ofPolicy('the refund of a cancellation rounds half of an odd amount up')],
    works: ofPolicy('the refund of a cancellation is nothing for a hold'),
  },
];
