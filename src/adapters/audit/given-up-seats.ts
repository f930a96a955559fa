import { FULL_REFUND_NOTICE } from '../../domain/booking/cancellation-policy.js';
import type { Invariant } from './invariant.js';

/** The given-up seats of one log entry, a row for each seat; one row without a seat if there are none. */
const GIVEN_UP_SEATS = `
  JSON_TABLE(l.given_up, '$' COLUMNS (
    policy VARCHAR(32) PATH '$.policy', refund BIGINT PATH '$.refund.amount',
    first_departure BIGINT PATH '$.firstDeparture', decided_at BIGINT PATH '$.decidedAt',
    NESTED PATH '$.seats[*]' COLUMNS (price BIGINT PATH '$.price.amount')))`;

/** For each log entry: the refund, the price of its seats, and the greatest refund that the policy allows for them. */
const ENTRIES = `
  SELECT l.booking_id, l.number, l.event, MIN(g.policy) AS policy, MIN(g.refund) AS refund,
         MIN(g.first_departure) - MIN(g.decided_at) AS notice, COALESCE(SUM(g.price), 0) AS cost,
         COALESCE(SUM(CASE g.policy WHEN 'half' THEN CEIL(g.price / 2) WHEN 'none' THEN 0 ELSE g.price END), 0) AS worth
  FROM booking_log l, ${GIVEN_UP_SEATS} g
  WHERE l.given_up IS NOT NULL GROUP BY l.booking_id, l.number, l.event`;

/** Refunds follow the cancellation policy at the time when each seat left its booking. */
export const GIVEN_UP: Invariant = {
  number: 4,
  name: 'Refunds never exceed what the policy gave when each seat left',
  checked: 'SELECT COUNT(*) AS checked FROM booking_log WHERE given_up IS NOT NULL',
  offences: [
    `SELECT CONCAT(e.booking_id, ' ', e.number) AS offender,
            CONCAT('refunded ', e.refund, ' for seats worth ', e.worth, ' by policy ', e.policy) AS reason
     FROM (${ENTRIES}) e WHERE e.refund > e.worth`,
    `SELECT CONCAT(e.booking_id, ' ', e.number) AS offender,
            CONCAT('policy ', e.policy, ' at ', e.notice, ' ms before the first departure') AS reason
     FROM (${ENTRIES}) e
     WHERE (e.policy = 'full' AND e.notice <= ${FULL_REFUND_NOTICE}) OR (e.policy = 'half' AND e.notice <= 0)`,
    `SELECT CONCAT(e.booking_id, ' ', e.number) AS offender, CONCAT('policy ', e.policy, ' after ', e.before_it) AS reason
     FROM (SELECT s.*, LAG(s.policy) OVER (PARTITION BY s.booking_id ORDER BY s.number) AS before_it
           FROM (${ENTRIES}) s WHERE s.policy <> 'airline-disruption') e
     WHERE e.before_it IS NOT NULL AND FIELD(e.policy, 'none', 'half', 'full') > FIELD(e.before_it, 'none', 'half', 'full')`,
    `SELECT b.id AS offender, CONCAT('kept fees of ', b.fees_kept, ', its log has ', COALESCE(f.fees, 0)) AS reason
     FROM booking b LEFT JOIN (
       SELECT e.booking_id, SUM(e.cost - e.refund) AS fees FROM (${ENTRIES}) e
       WHERE e.event <> 'cancelled' GROUP BY e.booking_id) f ON f.booking_id = b.id
     WHERE b.fees_kept <> COALESCE(f.fees, 0)`,
  ],
};
