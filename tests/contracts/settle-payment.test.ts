import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RandomIds } from '../../src/adapters/ids/random-ids.js';
import type { ChargeOutcome, PaymentGateway } from '../../src/application/booking/ports.js';
import { SettlePayment } from '../../src/application/booking/settle-payment.js';
import { SettlePayments } from '../../src/application/booking/settle-payments.js';
import { SimulatePayment } from '../../src/application/booking/simulate-payment.js';
import { IdempotentUnits } from '../../src/application/booking/shared/idempotent-units.js';
import type { Booking } from '../../src/domain/booking/booking.js';
import { atOnce, flightOnSale, holdOn, newId, newKey, seatOf, take } from '../support/stores/scene.js';
import { openBookingStores, type BookingStores } from '../support/stores/stores.js';
import type { ChargeDecision } from '../../src/domain/booking/settlement.js';

const CAPTURED: ChargeDecision = { kind: 'captured' };
const DECLINED: ChargeDecision = { kind: 'declined', declineCode: 'card_declined' };
const METHOD = 'card_1PfA';
const SETTINGS = {
  currency: 'GBP',
  holdSeconds: 600,
  holdSecondsMax: 1_800,
  maxHeldSeatsPerFlight: 9,
  maxHeldSeats: 9,
  paymentMaxSeconds: 120,
};

/** A gateway whose outcome the test sets; it records the methods of its charges. */
class ScriptedGateway implements PaymentGateway {
  outcome: ChargeOutcome = { kind: 'unanswered' };
  readonly methods: string[] = [];

  async charge({ method }: { readonly method: string }): Promise<ChargeOutcome> {
    this.methods.push(method);
    return this.outcome;
  }

  async close(): Promise<ChargeOutcome> {
    return this.outcome;
  }

  async refund(): Promise<boolean> {
    return true;
  }
}

let stores: BookingStores;
let gateway: ScriptedGateway;
let settlePayment: SettlePayment;
let settler: SettlePayments;
let pay: (booking: Booking, key?: string) => ReturnType<SimulatePayment['execute']>;
beforeEach(async () => {
  stores = await openBookingStores();
  const { units, reads, clock } = stores;
  const ids = new RandomIds();
  gateway = new ScriptedGateway();
  settlePayment = new SettlePayment(units, ids);
  settler = new SettlePayments(settlePayment, reads, gateway, SETTINGS, clock.elapsed);
  const keyed = new IdempotentUnits(units, reads, ids, (milliseconds) => sleep(milliseconds), clock.elapsed);
  const simulatePayment = new SimulatePayment(keyed, units, gateway, ids, SETTINGS);
  pay = ({ id: bookingId, travellerId }, key = newId()) => {
    const requestKey = newKey({ scope: `${travellerId} POST /payment/simulate`, key });
    return simulatePayment.execute({
      travellerId,
      requestId: newId(),
      key: requestKey,
      bookingId,
      method: METHOD,
    });
  };
});
afterEach(() => stores.close());

async function aHold(): Promise<{ readonly booking: Booking; readonly flightId: string }> {
  const facts = await flightOnSale(stores);
  return { booking: await take(stores, holdOn(stores.clock, facts, ['10A'])), flightId: facts.flightId };
}

/** A hold whose payment the gateway has not decided yet. */
async function aRunningPayment() {
  const { booking, flightId } = await aHold();
  const { result } = await pay(booking, 'k1');
  if (result.kind !== 'processing') throw new Error(`the payment is ${result.kind}`);
  return { booking, flightId, paymentId: result.receipt.id };
}

const eventsOf = async ({ id }: Booking) => (await stores.logOf(id)).map(({ event }) => event);

describe('a payment by a method that only its payment gateway knows', () => {
  it('is charged, stored and shown with that method', async () => {
    gateway.outcome = CAPTURED;
    const { booking } = await aHold();
    const { result } = await pay(booking);
    expect(result).toMatchObject({ kind: 'succeeded', receipt: { method: METHOD } });
    expect(gateway.methods).toEqual([METHOD]);
    const [payment] = await stores.reads.paymentsOf(booking.id, undefined, 2);
    expect(payment).toMatchObject({ method: METHOD, status: 'succeeded' });
  });
});

describe('a decision that the payment gateway reports later', () => {
  it('confirms the booking once, however often it is reported', async () => {
    const { booking, flightId, paymentId } = await aRunningPayment();
    await atOnce(5, () => settlePayment.execute(paymentId, CAPTURED));
    await settlePayment.execute(paymentId, CAPTURED);
    expect(await stores.reads.payment(paymentId)).toMatchObject({ status: 'succeeded', declineCode: null });
    expect(await eventsOf(booking)).toEqual(['held', 'payment-started', 'confirmed']);
    expect(await seatOf(stores, flightId, '10A')).toMatchObject({ state: 'sold', owner: booking.id });
  });

  it('declines the payment once, and leaves the booking held', async () => {
    const { booking, flightId, paymentId } = await aRunningPayment();
    for (const decision of [DECLINED, DECLINED]) await settlePayment.execute(paymentId, decision);
    const payment = await stores.reads.payment(paymentId);
    expect(payment).toMatchObject({ status: 'declined', declineCode: 'card_declined' });
    expect(await eventsOf(booking)).toEqual(['held', 'payment-started', 'payment-declined']);
    expect(await seatOf(stores, flightId, '10A')).toMatchObject({ state: 'held', owner: booking.id });
  });

  it.each([
    { first: CAPTURED, second: DECLINED, status: 'succeeded', event: 'confirmed' },
    { first: DECLINED, second: CAPTURED, status: 'declined', event: 'payment-declined' },
  ])('changes nothing once $first.kind took effect', async ({ first, second, status, event }) => {
    const { booking, paymentId } = await aRunningPayment();
    await settlePayment.execute(paymentId, first);
    await settlePayment.execute(paymentId, second);
    expect(await stores.reads.payment(paymentId)).toMatchObject({ status });
    expect(await eventsOf(booking)).toEqual(['held', 'payment-started', event]);
    expect(await stores.reads.pendingRefunds(10)).toEqual([]);
  });

  it('leaves the settler nothing to do, and takes effect once when both act at the same time', async () => {
    const { booking, paymentId } = await aRunningPayment();
    stores.clock.advance(3_000);
    gateway.outcome = CAPTURED;
    await Promise.all([settler.execute(), settlePayment.execute(paymentId, CAPTURED), settler.execute()]);
    expect(await settler.execute()).toBe(0);
    expect(await eventsOf(booking)).toEqual(['held', 'payment-started', 'confirmed']);
  });

  it('is found by the settler when it is never reported', async () => {
    const { booking } = await aRunningPayment();
    stores.clock.advance(3_000);
    expect(await settler.execute()).toBe(0);
    gateway.outcome = DECLINED;
    expect(await settler.execute()).toBe(1);
    expect(gateway.methods).toEqual([METHOD, METHOD, METHOD]);
    expect(await eventsOf(booking)).toEqual(['held', 'payment-started', 'payment-declined']);
  });

  it('is rejected for a payment that is not stored', async () => {
    await expect(settlePayment.execute(newId(), CAPTURED)).rejects.toMatchObject({ code: 'not-found' });
  });
});
