/** One thing that must always be true of what is stored, as statements. */
export interface Invariant {
  readonly number: number;
  readonly name: string;
  /** Counts the rows that are looked at: one row with `checked`. */
  readonly checked: string;
  /**
   * Statements that find what breaks it; each row has `offender`, who it is, and `reason`, what is wrong. `:now` stands
   * for the time of the look.
   */
  readonly offences: readonly string[];
}

/** What a booking's seats cost. */
const COST = 'SELECT booking_id, SUM(price) AS cost FROM booking_seat GROUP BY booking_id';

const FLIGHT_AND_SEAT = "CONCAT(s.flight_id, ' ', s.seat)";

/** How bookings may change, and from what: `-` begins. */
const STEPS = [
  '- held',
  'held held',
  'held confirmed',
  'held cancelled',
  'held expired',
  'confirmed confirmed',
  'confirmed cancelled',
  // Money that comes in too late goes back, and changes nothing else.
  'cancelled cancelled',
  'expired expired',
];

/** The invariants that one consistent look at booking's own tables can decide. */
export const INVARIANTS: readonly Invariant[] = [
  {
    number: 1,
    name: 'No seat of a flight has two live owners',
    checked: 'SELECT COUNT(*) AS checked FROM seat',
    offences: [
      `SELECT CONCAT(s.flight_id, ' ', s.seat) AS offender, CONCAT('confirmed for ', COUNT(*), ' bookings') AS reason
       FROM booking_seat s JOIN booking b ON b.id = s.booking_id AND b.status = 'confirmed'
       GROUP BY s.flight_id, s.seat HAVING COUNT(*) > 1`,
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT(s.state, ' with owner ', COALESCE(s.owner, 'nobody')) AS reason
       FROM seat s WHERE (s.state IN ('held', 'sold')) <> (s.owner IS NOT NULL)`,
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT(s.state, ' and held until ', COALESCE(s.held_until, 'ever')) AS reason
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
      `SELECT k.name AS offender, 'answered a booking that is not stored' AS reason FROM idempotency_key k
       LEFT JOIN booking b ON b.id = CONVERT(JSON_UNQUOTE(JSON_EXTRACT(k.answer, '$.id')) USING ascii)
       WHERE JSON_EXTRACT(k.answer, '$.reference') IS NOT NULL AND b.id IS NULL`,
      `SELECT k.name AS offender, 'answered a payment that is not stored' AS reason FROM idempotency_key k
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
    number: 4,
    name: 'What was captured less what was refunded is what the seats cost and the fees kept',
    checked: 'SELECT COUNT(*) AS checked FROM booking',
    offences: [
      `SELECT b.id AS offender, CONCAT(b.status, ': paid ', b.paid, ', refunded ', b.refunded, ', seats cost ', c.cost) AS reason
       FROM booking b JOIN (${COST}) c ON c.booking_id = b.id
       WHERE b.paid - b.refunded <> CASE
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
  {
    number: 5,
    name: 'One idempotency key has at most one booking, one charge and one answer',
    checked: 'SELECT COUNT(*) AS checked FROM idempotency_key',
    offences: [
      `SELECT payment_id AS offender, CONCAT('a payment of ', COUNT(*), ' keys') AS reason
       FROM idempotency_key WHERE payment_id IS NOT NULL GROUP BY payment_id HAVING COUNT(*) > 1`,
      `SELECT booking_id AS offender, CONCAT('made ', COUNT(*), ' times') AS reason
       FROM booking_log WHERE event = 'held' GROUP BY booking_id HAVING COUNT(*) > 1`,
      `SELECT p.id AS offender, CONCAT(p.status, ', and the key answers ', k.answer) AS reason
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
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT('sold to a booking that is ', COALESCE(b.status, 'missing')) AS reason
       FROM seat s LEFT JOIN booking b ON b.id = s.owner WHERE s.state = 'sold' AND NOT (b.status <=> 'confirmed')`,
      `SELECT ${FLIGHT_AND_SEAT} AS offender, CONCAT('sold to ', s.owner, ', which does not have it') AS reason
       FROM seat s LEFT JOIN booking_seat c ON c.booking_id = s.owner AND c.flight_id = s.flight_id AND c.seat = s.seat
       WHERE s.state = 'sold' AND c.seat IS NULL`,
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
      `SELECT l.booking_id AS offender, 'a log without a booking' AS reason
       FROM booking_log l LEFT JOIN booking b ON b.id = l.booking_id WHERE b.id IS NULL GROUP BY l.booking_id`,
    ],
  },
];

/**
 * What the gateway has in its own books against what we have in ours. They are two systems: a payment that runs may
 * be in either state, and a refund that waits has not got there yet.
 */
export const GATEWAY: Invariant = {
  number: 4,
  name: "Our payments and refunds are those in the gateway's books",
  checked: 'SELECT COUNT(*) AS checked FROM gateway_charge',
  offences: [
    `SELECT g.charge_key AS offender, CONCAT('captured ', g.amount, ', and our payment is ', COALESCE(p.status, 'missing')) AS reason
     FROM gateway_charge g LEFT JOIN payment p ON p.id = g.charge_key
     WHERE g.outcome = 'captured' AND (NOT (p.status <=> 'processing' OR p.status <=> 'succeeded' OR p.status <=> 'refunded')
       OR p.amount <> g.amount OR p.currency <> g.currency)`,
    `SELECT p.id AS offender, CONCAT(p.status, ', and the gateway has ', COALESCE(g.outcome, 'nothing')) AS reason
     FROM payment p LEFT JOIN gateway_charge g ON g.charge_key = p.id
     WHERE p.status IN ('succeeded', 'refunded') AND NOT (g.outcome <=> 'captured')`,
    `SELECT g.refund_key AS offender, CONCAT('gave back ', g.amount, ', we owed ', COALESCE(r.amount, 'nothing')) AS reason
     FROM gateway_refund g LEFT JOIN refund r ON r.id = g.refund_key
     WHERE NOT (r.amount <=> g.amount AND r.payment_id <=> g.charge_key)`,
    `SELECT r.id AS offender, 'sent, and the gateway does not have it' AS reason
     FROM refund r LEFT JOIN gateway_refund g ON g.refund_key = r.id WHERE r.status = 'sent' AND g.refund_key IS NULL`,
  ],
};
