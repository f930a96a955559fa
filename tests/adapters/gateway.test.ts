import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryGatewayLedger } from '../../src/adapters/payment-gateways/simulated/ledger.js';
import { SimulatedGateway } from '../../src/adapters/payment-gateways/simulated/simulated-gateway.js';
import type { Charge } from '../../src/application/booking/ports.js';
import { gbp } from '../support/builders/booking-builder.js';

const charge = (method: Charge['method']): Charge => ({ key: 'P1', amount: gbp(100), method });
const captured = { kind: 'captured' };
const notReceived = { kind: 'declined', declineCode: 'not_received' };
const unanswered = { kind: 'unanswered' };

let now: number;
let waited: number[];
let gateway: SimulatedGateway;
beforeEach(() => {
  now = 1_000_000;
  waited = [];
  const pause = async (milliseconds: number) => {
    waited.push(milliseconds);
    now += milliseconds;
  };
  gateway = new SimulatedGateway(new MemoryGatewayLedger({ now: () => now }), pause);
});

describe('a charge', () => {
  it('keeps its outcome under the same key, also for another method', async () => {
    expect(await gateway.charge(charge('tok_success'))).toEqual(captured);
    expect(await gateway.charge(charge('tok_declined'))).toEqual(captured);
    expect(waited).toEqual([]);
  });

  it.each(['card_4242', '', 'constructor'])(
    'by an unknown method is declined, and stays declined: %j',
    async (method) => {
      const declined = { kind: 'declined', declineCode: 'unknown_payment_method' };
      expect(await gateway.charge(charge(method))).toEqual(declined);
      expect(await gateway.charge(charge('tok_success'))).toEqual(declined);
      expect(waited).toEqual([]);
    },
  );

  it('waits for its decision, but at most 1.2 seconds', async () => {
    expect(await gateway.charge(charge('tok_slow'))).toEqual(captured);
    expect(waited).toEqual([1_000]);
    const slow = { ...charge('tok_timeout'), key: 'P2' };
    expect(await gateway.charge(slow)).toEqual(unanswered);
    expect(waited).toEqual([1_000, 1_200]);
    now += 1_800;
    expect(await gateway.charge(slow)).toEqual(captured);
    expect(waited).toHaveLength(2);
  });
});

describe('books whose clock is set back by an hour', () => {
  it('return earlier decisions at once, and wait no longer than usual for others', async () => {
    expect(await gateway.charge(charge('tok_timeout'))).toEqual(unanswered);
    now -= 3_600_000;
    expect(await gateway.charge(charge('tok_timeout'))).toEqual(captured);
    expect(await gateway.close(charge('tok_timeout'))).toEqual(captured);
    expect(await gateway.charge({ ...charge('tok_slow'), key: 'P2' })).toEqual(captured);
    expect(waited).toEqual([1_200, 1_000]);
  });
});

describe('a closed charge', () => {
  it('is declined if it never arrived, and stays declined if it arrives later', async () => {
    expect(await gateway.close(charge('tok_success'))).toEqual(notReceived);
    expect(await gateway.charge(charge('tok_success'))).toEqual(notReceived);
  });

  it('keeps its outcome if it had arrived, once it is decided', async () => {
    await gateway.charge(charge('tok_timeout'));
    expect(await gateway.close(charge('tok_timeout'))).toEqual(unanswered);
    now += 1_800;
    expect(await gateway.close(charge('tok_timeout'))).toEqual(captured);
  });

  it('does not wait for a decision', async () => {
    await gateway.charge(charge('tok_timeout'));
    const before = waited.length;
    await gateway.close(charge('tok_timeout'));
    await gateway.close({ ...charge('tok_slow'), key: 'P2' });
    expect(waited).toHaveLength(before);
  });
});

describe('a refund', () => {
  const refund = { key: 'R1', chargeKey: 'P1', amount: gbp(60) };

  it('succeeds each time it is sent', async () => {
    await gateway.charge(charge('tok_success'));
    expect([await gateway.refund(refund), await gateway.refund(refund)]).toEqual([true, true]);
  });

  it.each([
    ['was declined', 'tok_declined'],
    ['was closed', null],
  ] as const)('is rejected for a charge that %s', async (_, method) => {
    if (method === null) await gateway.close(charge('tok_success'));
    else await gateway.charge(charge(method));
    await expect(gateway.refund(refund)).rejects.toThrow('a charge that was never captured');
  });
});
