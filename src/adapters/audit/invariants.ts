import { GIVEN_UP } from './given-up-seats.js';
import type { Invariant } from './invariant.js';

const FLIGHT_AND_SEAT = "CONCAT(s.flight_id, ' ', s.seat)";

/** The allowed transitions of a booking's status; `-` is the state before its first event. */
const STEPS = [
  '- held',
  'held held',
  'held confirmed',
  'held cancelled',
  'held expired',
  'confirmed confirmed',
  'confirmed cancelled',
  // A late payment is refunded and changes nothing else.
  'cancelled cancelled',
  'expired expired',
];

/** The invariants that one consistent snapshot of booking's own tables can decide. */
export const INVARIANTS: readonly Invariant[] = [
  {
    number: 1,
    name: 'No seat of a flight has two live owners',
    checked: 'SELECT COUNT(*) AS checked FROM seat',
    offences: [
      `SELECT CONCAT(s.flight_id, ' ', s.seat) AS offender, CONCAT('confirmed for ', COUNT(*), ' bookings') AS reason
       FROM booking_seat s JOIN booking b ON b.id = s.booking_id AND b.status = 'confirmed'
       GROUP BY s.flight_id, s.seat HAVING COUNT(*) > 1`,
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT(s.state, ' with owner ', COALESCE(s.owner, 'none')) AS reason
       FROM seat s WHERE (s.state IN ('held', 'sold')) <> (s.owner IS NOT NULL)`,
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT(s.state, ' with end ', COALESCE(s.held_until, 'none')) AS reason
       FROM seat s WHERE (s.state = 'held') <> (s.held_until IS NOT NULL)`,
    ],
  },
  {
    number: 2,
    name: 'Held, sold, blocked and available seats are all seats of the flight',
    checked: 'SELECT COUNT(*) AS checked FROM seat_count',
    offences: [
      `SELECT s.flight_id AS offender, 'seats in no known state' AS reason
       FROM seat s WHERE s.state NOT IN ('available', 'held', 'sold', 'blocked') GROUP BY s.flight_id`,
      `SELECT n.flight_id AS offender,
              CONCAT('counted ', n.first, '/', n.business, '/', n.premium_economy, '/', n.economy, ', there are ',
                     t.first, '/', t.business, '/', t.premium_economy, '/', t.economy) AS reason
       FROM seat_count n JOIN (
         SELECT flight_id, SUM(state = 'available' AND cabin = 'first') AS first,
                SUM(state = 'available' AND cabin = 'business') AS business,
                SUM(state = 'available' AND cabin = 'premium-economy') AS premium_economy,
                SUM(state = 'available' AND cabin = 'economy') AS economy
         FROM seat GROUP BY flight_id) t ON t.flight_id = n.flight_id
       WHERE (n.first, n.business, n.premium_economy, n.economy)
          <> (t.first, t.business, t.premium_economy, t.economy)`,
      `SELECT f.flight_id AS offender, 'no seats, or no counts' AS reason FROM flight_snapshot f
       LEFT JOIN seat_count n ON n.flight_id = f.flight_id
       WHERE n.flight_id IS NULL OR NOT EXISTS (SELECT 1 FROM seat s WHERE s.flight_id = f.flight_id)`,
    ],
  },
  {
    number: 3,
    name: 'What was acknowledged exists',
    checked: 'SELECT COUNT(*) AS checked FROM idempotency_key WHERE answer IS NOT NULL',
    offences: [
      `SELECT k.name AS offender, 'the response has a booking that is not stored' AS reason FROM idempotency_key k
       LEFT JOIN booking b ON b.id = CONVERT(JSON_UNQUOTE(JSON_EXTRACT(k.answer, '$.id')) USING ascii)
       WHERE JSON_EXTRACT(k.answer, '$.reference') IS NOT NULL AND b.id IS NULL`,
      `SELECT k.name AS offender, 'the response has a payment that is not stored' AS reason FROM idempotency_key k
       LEFT JOIN payment p ON p.id = CONVERT(JSON_UNQUOTE(JSON_EXTRACT(k.answer, '$.receipt.id')) USING ascii)
       WHERE JSON_EXTRACT(k.answer, '$.receipt.id') IS NOT NULL AND p.id IS NULL`,
      `SELECT b.id AS offender, CONCAT('confirmed without seat ', c.seat, ' of ', c.flight_id) AS reason
       FROM booking b JOIN booking_seat c ON c.booking_id = b.id
       LEFT JOIN seat s ON s.flight_id = c.flight_id AND s.seat = c.seat
       WHERE b.status = 'confirmed' AND NOT (s.owner <=> b.id AND s.state = 'sold')
         AND NOT (s.state <=> 'blocked')`,
    ],
  },
  {
    number: 3,
    name: 'Live holds have their seats',
    checked: "SELECT COUNT(*) AS checked FROM booking WHERE status = 'held' AND lapses_at > :now",
    offences: [
      `SELECT b.id AS offender, CONCAT('held without seat ', c.seat, ' of ', c.flight_id) AS reason
       FROM booking b JOIN booking_seat c ON c.booking_id = b.id
       LEFT JOIN seat s ON s.flight_id = c.flight_id AND s.seat = c.seat
       WHERE b.status = 'held' AND b.lapses_at > :now AND NOT (s.owner <=> b.id AND s.state = 'held')`,
    ],
  },
  {
    number: 4,
    name: 'What was captured less what was refunded is what the seats cost and the fees kept',
    checked: 'SELECT COUNT(*) AS checked FROM booking',
    offences: [
      `SELECT b.id AS offender, CONCAT(b.status, ': paid ', b.paid, ', refunded ', b.refunded, ', seats cost ', c.cost,
              ', fees kept ', b.fees_kept) AS reason
       FROM booking b JOIN (SELECT booking_id, SUM(price) AS cost FROM booking_seat GROUP BY booking_id) c ON c.booking_id = b.id
       WHERE b.paid - b.refunded - b.fees_kept <> CASE
         WHEN b.status = 'confirmed' THEN c.cost
         WHEN b.status = 'cancelled' AND JSON_UNQUOTE(JSON_EXTRACT(b.cancellation, '$.policy'))
              NOT IN ('unpaid', 'airline-cancellation')
           THEN c.cost - JSON_EXTRACT(b.cancellation, '$.refund.amount')
         ELSE 0 END`,
      `SELECT b.id AS offender, CONCAT('paid ', b.paid, ', its payments brought ', COALESCE(p.amount, 0)) AS reason
       FROM booking b LEFT JOIN (
         SELECT booking_id, SUM(amount) AS amount FROM payment WHERE status IN ('succeeded', 'refunded')
         GROUP BY booking_id) p ON p.booking_id = b.id
       WHERE b.paid <> COALESCE(p.amount, 0)`,
      `SELECT b.id AS offender, CONCAT('refunded ', b.refunded, ', its refunds are ', COALESCE(r.amount, 0)) AS reason
       FROM booking b LEFT JOIN (SELECT booking_id, SUM(amount) AS amount FROM refund GROUP BY booking_id) r
         ON r.booking_id = b.id
       WHERE b.refunded <> COALESCE(r.amount, 0)`,
      `SELECT p.id AS offender, CONCAT('payment of ', p.amount, ' refunded ', p.refunded, ', its refunds are ',
              COALESCE(r.amount, 0)) AS reason
       FROM payment p LEFT JOIN (SELECT payment_id, SUM(amount) AS amount FROM refund GROUP BY payment_id) r
         ON r.payment_id = p.id
       WHERE p.refunded <> COALESCE(r.amount, 0) OR p.refunded > p.amount`,
    ],
  },
  GIVEN_UP,
  {
    number: 5,
    name: 'One idempotency key has at most one booking, one charge and one response',
    checked: 'SELECT COUNT(*) AS checked FROM idempotency_key',
    offences: [
      `SELECT payment_id AS offender, CONCAT('a payment of ', COUNT(*), ' keys') AS reason
       FROM idempotency_key WHERE payment_id IS NOT NULL GROUP BY payment_id HAVING COUNT(*) > 1`,
      `SELECT booking_id AS offender, CONCAT('created ', COUNT(*), ' times') AS reason
       FROM booking_log WHERE event = 'held' GROUP BY booking_id HAVING COUNT(*) > 1`,
      `SELECT p.id AS offender, CONCAT(p.status, ', and the stored response is ', k.answer) AS reason
       FROM payment p JOIN idempotency_key k ON k.payment_id = p.id
       WHERE p.status = 'declined' AND JSON_UNQUOTE(JSON_EXTRACT(k.answer, '$.kind')) = 'succeeded'`,
    ],
  },
  {
    number: 6,
    name: 'No seat is kept for a booking that is cancelled, expired or missing',
    checked: "SELECT COUNT(*) AS checked FROM seat WHERE state IN ('held', 'sold')",
    offences: [
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT('held for a booking that is ', COALESCE(b.status, 'missing')) AS reason
       FROM seat s LEFT JOIN booking b ON b.id = s.owner
       WHERE s.state = 'held' AND GREATEST(s.held_until, COALESCE(s.pinned_until, s.held_until)) > :now
         AND NOT (b.status <=> 'held' OR (b.status <=> 'confirmed' AND b.pending_change IS NOT NULL))`,
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT('held for ', s.owner, ', which does not include it') AS reason
       FROM seat s JOIN booking b ON b.id = s.owner
       LEFT JOIN booking_seat c ON c.booking_id = s.owner AND c.flight_id = s.flight_id AND c.seat = s.seat
       WHERE s.state = 'held' AND GREATEST(s.held_until, COALESCE(s.pinned_until, s.held_until)) > :now
         AND c.seat IS NULL AND NOT (b.pending_change IS NOT NULL
           AND b.pending_change LIKE CONCAT('%"', s.flight_id, '"%')
           AND b.pending_change LIKE CONCAT('%"', s.seat, '"%'))`,
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT('sold to a booking that is ', COALESCE(b.status, 'missing')) AS reason
       FROM seat s LEFT JOIN booking b ON b.id = s.owner WHERE s.state = 'sold' AND NOT (b.status <=> 'confirmed')`,
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT('sold to ', s.owner, ', which does not have it') AS reason
       FROM seat s LEFT JOIN booking_seat c ON c.booking_id = s.owner AND c.flight_id = s.flight_id AND c.seat = s.seat
       WHERE s.state = 'sold' AND c.seat IS NULL`,
    ],
  },
  {
    number: 6,
    name: 'No seat is held unpaid for longer than a hold and a payment may last',
    checked: "SELECT COUNT(*) AS checked FROM seat WHERE state = 'held'",
    offences: [
      // A `held_since` before the booking's creation is from the seat's last owner: earlier versions did not write it.
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT('held from ', s.held_since, ' until ', s.held_until, ', pinned until ',
              COALESCE(s.pinned_until, 'never')) AS reason
       FROM seat s JOIN booking b ON b.id = s.owner
       WHERE s.state = 'held' AND s.held_since >= b.created_at
         AND (s.held_until > s.held_since + INTERVAL :holdSeconds SECOND
           OR s.pinned_until > s.held_since + INTERVAL :holdSeconds + :paymentSeconds SECOND)`,
    ],
  },
  {
    number: 7,
    name: 'Bookings change only as they may, and their log has no gap',
    checked: 'SELECT COUNT(*) AS checked FROM booking_log',
    offences: [
      `SELECT b.id AS offender, CONCAT('at revision ', b.revision, ' with ', COUNT(l.number), ' log entries up to ',
              COALESCE(MAX(l.number), 0)) AS reason
       FROM booking b LEFT JOIN booking_log l ON l.booking_id = b.id
       GROUP BY b.id, b.revision HAVING b.revision <> COUNT(l.number) OR b.revision <> COALESCE(MAX(l.number), 0)`,
      `SELECT CONCAT(step.booking_id, ' ', step.number) AS offender, step.change_of AS reason FROM (
         SELECT booking_id, number, CONCAT(COALESCE(LAG(status) OVER w, '-'), ' ', status) AS change_of
         FROM booking_log WINDOW w AS (PARTITION BY booking_id ORDER BY number)) step
       WHERE step.change_of NOT IN (${STEPS.map((step) => `'${step}'`).join(', ')})`,
      `SELECT b.id AS offender, CONCAT('is ', b.status, ', its log says ', l.status) AS reason
       FROM booking b JOIN booking_log l ON l.booking_id = b.id AND l.number = b.revision WHERE l.status <> b.status`,
      `SELECT b.id AS offender, CONCAT('waits for payment ', b.running_payment_id, ', which is ',
              COALESCE(p.status, 'missing')) AS reason
       FROM booking b LEFT JOIN payment p ON p.id = b.running_payment_id
       WHERE b.running_payment_id IS NOT NULL AND NOT (p.status <=> 'processing' AND p.booking_id <=> b.id)`,
      `SELECT p.id AS offender, CONCAT('runs, and booking ', p.booking_id, ' does not wait for it') AS reason
       FROM payment p LEFT JOIN booking b ON b.id = p.booking_id
       WHERE p.status = 'processing' AND NOT (b.running_payment_id <=> p.id)`,
      `SELECT b.id AS offender, CONCAT(b.status, ', open ', b.is_open, ', lapses ', COALESCE(b.lapses_at, 'never')) AS reason
       FROM booking b
       WHERE b.is_open <> (b.status = 'held' OR b.pending_change IS NOT NULL)
          OR (b.status = 'held' AND b.running_payment_id IS NULL AND NOT (b.lapses_at <=> b.expires_at))
          OR (b.lapses_at IS NOT NULL AND (b.running_payment_id IS NOT NULL OR b.is_open = 0))
          OR (b.status = 'confirmed' AND b.is_open = 1 AND b.running_payment_id IS NULL AND b.lapses_at IS NULL)`,
      `SELECT l.booking_id AS offender, 'a log without a booking' AS reason
       FROM booking_log l LEFT JOIN booking b ON b.id = l.booking_id WHERE b.id IS NULL GROUP BY l.booking_id`,
    ],
  },
];
