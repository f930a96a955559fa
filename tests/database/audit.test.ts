import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditBookings, type Finding } from '../../src/adapters/audit/audit-bookings.js';
import { AUDIT_LIMITS } from '../support/processes/audit.js';
import { BOOKING_ENTITIES } from '../../src/adapters/mysql/booking/tables.js';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { buy, hold, pay, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

const flight = flightId('BA117', travelDay(3));

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
  const ada = service.traveller('ada');
  await buy(ada, seatsOn(flight, '20A', '20B'));
  await hold(ada, seatsOn(flight, '21A'));
  const cancelled = await buy(ada, seatsOn(flight, '22A'));
  await ada.delete(`/bookings/${cancelled.id}`);
  const declined = await hold(ada, seatsOn(flight, '23A'));
  await pay(ada, declined.id, 'tok_declined');
  const changing = await buy(ada, seatsOn(flight, '24A'));
  await ada.put(`/bookings/${changing.id}`, seatsOn(flight, '1A'));
  await service.work();
});
afterEach(() => service.stop());

async function broken(): Promise<Finding[]> {
  const timeShift = service.clock.shift;
  const { address } = service.database!;
  const database = new Database({ address, entities: BOOKING_ENTITIES, connections: 1, timeShift });
  try {
    return (await auditBookings(database, AUDIT_LIMITS)).filter(({ violations }) => violations > 0);
  } finally {
    await database.close();
  }
}

const ofSeat = (seat: string) =>
  `(SELECT booking_id FROM (SELECT * FROM booking_seat) c WHERE c.seat = '${seat}')`;

describe('the audit', () => {
  it('finds no violation in sound data', async () => {
    expect(await broken()).toEqual([]);
  });

  it.each([
    [1, 'a seat sold twice', `UPDATE booking_seat SET seat = '20A' WHERE seat = '24A'`],
    [1, 'an available seat with an owner', `UPDATE seat SET owner = ${ofSeat('20A')} WHERE seat = '25A'`],
    [1, 'a hold without an end', `UPDATE seat SET held_until = NULL WHERE seat = '21A'`],
    [2, 'a wrong seat count', `UPDATE seat_count SET economy = economy + 1`],
    [2, 'a seat in no known state', `UPDATE seat SET state = 'lost' WHERE seat = '25A'`],
    [2, 'a missing seat', `DELETE FROM seat WHERE seat = '25A'`],
    [2, 'a flight without seat counts', `DELETE FROM seat_count`],
    [3, 'a missing booking', `DELETE FROM booking WHERE id = ${ofSeat('21A')}`],
    [3, 'a confirmed seat with another owner', `UPDATE seat SET owner = UUID() WHERE seat = '20B'`],
    [
      3,
      'a hold without its seat',
      `UPDATE seat SET state = 'available', owner = NULL, held_until = NULL WHERE seat = '21A'`,
    ],
    [3, 'a seat of two holds', `UPDATE booking_seat SET seat = '23A' WHERE seat = '21A'`],
    [6, 'a seat held for a booking without it', `UPDATE booking_seat SET seat = '25A' WHERE seat = '21A'`],
    [
      7,
      'a booking that waits for an unknown payment',
      `UPDATE booking SET running_payment_id = UUID(), lapses_at = NULL WHERE status = 'held'`,
    ],
    [7, 'a hold that the sweeper would miss', `UPDATE booking SET lapses_at = NULL WHERE status = 'held'`],
    [7, 'a hold that no limit counts', `UPDATE booking SET is_open = 0 WHERE status = 'held'`],
    [4, 'a paid amount without a payment', `UPDATE booking SET paid = paid + 1 WHERE id = ${ofSeat('20A')} `],
    [4, 'a missing refund', `DELETE FROM refund`],
    [4, 'a fee without a released seat', `UPDATE booking SET fees_kept = 1, paid = paid + 1 WHERE paid > 0`],
    [
      4,
      'a refund above the cancellation policy',
      `UPDATE booking_log SET given_up = JSON_SET(given_up, '$.policy', 'half') WHERE given_up IS NOT NULL`,
    ],
    [
      4,
      'a refund share that no longer applied',
      `UPDATE booking_log SET given_up = JSON_SET(given_up, '$.firstDeparture', JSON_EXTRACT(given_up, '$.decidedAt'))
       WHERE given_up IS NOT NULL`,
    ],
    [
      4,
      'a refund share above the refund cap',
      `INSERT INTO booking_log (booking_id, number, event, actor, status, version, at, given_up)
       SELECT booking_id, 1000, event, actor, status, version, at, given_up FROM booking_log WHERE given_up IS NOT NULL
       UNION ALL
       SELECT booking_id, 999, event, actor, status, version, at,
              JSON_SET(given_up, '$.policy', 'none', '$.refund.amount', 0) FROM booking_log WHERE given_up IS NOT NULL`,
    ],
    [
      6,
      'a seat held for longer than a hold may last',
      `UPDATE seat SET held_until = held_until + INTERVAL 1 DAY WHERE seat = '21A'`,
    ],
    [
      6,
      'a seat pinned for longer than a payment may last',
      `UPDATE seat SET pinned_until = held_until + INTERVAL 1 DAY WHERE seat = '21A'`,
    ],
    [
      4,
      'a refunded amount without its refund',
      `UPDATE payment SET refunded = refunded + 1 WHERE refunded > 0`,
    ],
    [4, 'a charge without a payment', `DELETE FROM payment WHERE status = 'succeeded' LIMIT 1`],
    [
      4,
      'a payment without a charge at the payment gateway',
      `DELETE FROM gateway_charge WHERE outcome = 'captured' LIMIT 1`,
    ],
    [4, 'a refund that is missing at the payment gateway', `DELETE FROM gateway_refund`],
    [
      5,
      'a payment bound to two keys',
      `UPDATE idempotency_key SET payment_id = (SELECT MIN(id) FROM payment) WHERE payment_id IS NOT NULL`,
    ],
    [6, 'a seat held for an unknown booking', `UPDATE seat SET owner = UUID() WHERE seat = '21A'`],
    [
      6,
      'a seat held for an expired booking',
      `UPDATE booking SET status = 'expired' WHERE id = ${ofSeat('21A')}`,
    ],
    [6, 'a seat sold to a booking without it', `DELETE FROM booking_seat WHERE seat = '24A'`],
    [7, 'a gap in a log', `DELETE FROM booking_log WHERE number = 2`],
    [7, 'a forbidden change of status', `UPDATE booking_log SET status = 'expired' WHERE number = 2 LIMIT 1`],
    [
      7,
      'a booking that differs from its log',
      `UPDATE booking SET status = 'cancelled' WHERE id = ${ofSeat('20A')} LIMIT 1`,
    ],
    [7, 'a log without a booking', `UPDATE booking_log SET booking_id = UUID() WHERE event = 'held' LIMIT 1`],
  ])('reports, by invariant %i, %s', async (number, _, corruption) => {
    expect(await service.database!.changed(corruption)).toBeGreaterThan(0);
    const findings = await broken();
    expect(findings.map((finding) => finding.number)).toContain(number);
    const finding = findings.find((each) => each.number === number)!;
    expect(finding.offenders.length).toBeGreaterThan(0);
    expect(finding.offenders[0]!.reason).toMatch(/\w/);
  });
});
