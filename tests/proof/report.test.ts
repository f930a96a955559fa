import { describe, expect, it } from 'vitest';
import { soldIn } from '../../proof/history/sold.js';
import { Counting } from '../../proof/report/figures.js';
import { Latencies } from '../../proof/report/latencies.js';
import { reportPage } from '../../proof/report/page.js';
import { verdictLine } from '../../proof/report/table.js';
import { exchange, facts, paidFacts, payment } from '../support/histories/histories.js';

describe('the numbers of a run', () => {
  it('count a booking once, however many responses its payment has', () => {
    const counting = new Counting();
    const exchanges = [
      exchange({ facts: facts('a') }),
      exchange({ facts: facts('b') }),
      payment('a', { key: 'one' }),
      payment('a', { key: 'one' }),
      // A read of a paid booking is no sale.
      exchange({ method: 'GET', path: '/bookings/c', status: 200, facts: paidFacts('c') }),
    ];
    for (const each of exchanges) counting.take(each);
    expect(counting.total).toMatchObject({ requests: 5, bookings: 2, sold: 1 });
    expect(soldIn(exchanges).size).toBe(1);
  });

  it('give latencies within two per cent', () => {
    const latencies = new Latencies();
    expect(latencies.at(0.5)).toBe(0);
    for (let n = 1; n <= 10_000; n += 1) latencies.take(n / 4);
    for (const share of [0.1, 0.5, 0.95, 0.99]) {
      const ratio = latencies.at(share) / (2_500 * share);
      expect(ratio).toBeGreaterThan(0.98);
      expect(ratio).toBeLessThan(1.02);
    }
  });
});

describe('the verdict of a run', () => {
  const finding = (rule: string, wrong: number) => ({ rule, checked: 1_200, wrong, examples: [] });
  const findings = [finding('no seat is sold twice', 1), finding('refusals are true', 0)];

  it('is one line that names the broken rules', () => {
    expect(verdictLine(findings)).toBe('FAILED: 1 of 2 rules are broken: no seat is sold twice.');
    expect(verdictLine(findings.slice(1))).toBe('PASSED: 1 rules hold in 1,200 checks.');
  });

  it('is at the top of its page', async () => {
    const page = await reportPage({ title: 'a run', findings, seconds: [], text: '' });
    expect(page).toContain('<h1 class="failed">FAILED: 1 of 2 rules are broken: no seat is sold twice.</h1>');
  });
});
