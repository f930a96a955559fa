// Identifiers are compared byte by byte; moments are UTC, to the millisecond.
const ID = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin';
const FLIGHT_ID = 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin';
const SEAT = 'VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin';
const WORD = 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin';
const HASH = 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin';
const CURRENCY = 'CHAR(3) CHARACTER SET ascii COLLATE ascii_bin';
const END = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';

/** Every table with its columns and keys. */
const TABLES = {
  // Booking's copy of the flight facts, which works without search. Its key lets a flight be added only once.
  flight_snapshot: `
    flight_id ${FLIGHT_ID} NOT NULL,
    version INT UNSIGNED NOT NULL,
    facts MEDIUMTEXT NOT NULL,
    PRIMARY KEY (flight_id)`,
  // This row alone decides whether a seat can be taken.
  seat: `
    flight_id ${FLIGHT_ID} NOT NULL,
    seat ${SEAT} NOT NULL,
    cabin ${WORD} NOT NULL,
    state ${WORD} NOT NULL,
    owner ${ID} NULL,
    held_until DATETIME(3) NULL,
    pinned_until DATETIME(3) NULL,
    version INT UNSIGNED NOT NULL,
    PRIMARY KEY (flight_id, seat),
    KEY seat_by_owner (owner)`,
  // A flight's seat counts, and the outbox to search: a row with untold_since has something to send.
  seat_count: `
    flight_id ${FLIGHT_ID} NOT NULL,
    version BIGINT UNSIGNED NOT NULL,
    first INT NOT NULL,
    business INT NOT NULL,
    premium_economy INT NOT NULL,
    economy INT NOT NULL,
    untold_since DATETIME(3) NULL,
    tell_at DATETIME(3) NULL,
    PRIMARY KEY (flight_id),
    KEY seat_count_by_turn (tell_at)`,
  traveller_turn: `
    traveller_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    turns BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (traveller_id)`,
  booking: `
    id ${ID} NOT NULL,
    reference CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    traveller_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    status ${WORD} NOT NULL,
    is_open TINYINT(1) NOT NULL,
    expires_at DATETIME(3) NULL,
    lapses_at DATETIME(3) NULL,
    currency ${CURRENCY} NOT NULL,
    paid BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    passengers TEXT NOT NULL,
    pending_change TEXT NULL,
    running_payment_id ${ID} NULL,
    refund_cap ${WORD} NOT NULL,
    cancellation TEXT NULL,
    version INT UNSIGNED NOT NULL,
    revision INT UNSIGNED NOT NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY booking_by_reference (reference),
    KEY booking_by_traveller (traveller_id, created_at, id),
    KEY booking_open (traveller_id, is_open),
    KEY booking_by_lapse (lapses_at)`,
  booking_flight: `
    booking_id ${ID} NOT NULL,
    position TINYINT UNSIGNED NOT NULL,
    flight_id ${FLIGHT_ID} NOT NULL,
    agreed_departure DATETIME(3) NOT NULL,
    agreed_arrival DATETIME(3) NOT NULL,
    PRIMARY KEY (booking_id, position)`,
  booking_seat: `
    booking_id ${ID} NOT NULL,
    position TINYINT UNSIGNED NOT NULL,
    passenger TINYINT UNSIGNED NOT NULL,
    flight_id ${FLIGHT_ID} NOT NULL,
    seat ${SEAT} NOT NULL,
    cabin ${WORD} NOT NULL,
    price BIGINT NOT NULL,
    PRIMARY KEY (booking_id, position, passenger)`,
  // Every change of a booking, numbered from 1 without a gap. Rows are added and never changed.
  booking_log: `
    booking_id ${ID} NOT NULL,
    number INT UNSIGNED NOT NULL,
    event ${WORD} NOT NULL,
    actor ${WORD} NOT NULL,
    request_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    status ${WORD} NOT NULL,
    version INT UNSIGNED NOT NULL,
    at DATETIME(3) NOT NULL,
    PRIMARY KEY (booking_id, number)`,
  payment: `
    id ${ID} NOT NULL,
    booking_id ${ID} NOT NULL,
    traveller_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    currency ${CURRENCY} NOT NULL,
    amount BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    method ${WORD} NOT NULL,
    status ${WORD} NOT NULL,
    decline_code ${WORD} NULL,
    created_at DATETIME(3) NOT NULL,
    settled_at DATETIME(3) NULL,
    PRIMARY KEY (id),
    KEY payment_by_booking (booking_id, created_at),
    KEY payment_by_status (status, created_at)`,
  refund: `
    id ${ID} NOT NULL,
    booking_id ${ID} NOT NULL,
    payment_id ${ID} NOT NULL,
    currency ${CURRENCY} NOT NULL,
    amount BIGINT NOT NULL,
    status ${WORD} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    KEY refund_by_booking (booking_id),
    KEY refund_by_status (status, created_at)`,
  // One row for each key: inserting it makes all other units with the key wait.
  idempotency_key: `
    name ${HASH} NOT NULL,
    fingerprint ${HASH} NOT NULL,
    answer MEDIUMTEXT NULL,
    payment_id ${ID} NULL,
    forgotten_at DATETIME(3) NOT NULL,
    PRIMARY KEY (name),
    KEY idempotency_key_by_payment (payment_id),
    KEY idempotency_key_by_end (forgotten_at)`,
  account: `
    id ${ID} NOT NULL,
    email VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    name VARCHAR(255) NOT NULL,
    role ${WORD} NOT NULL,
    password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY account_by_email (email)`,
  refresh_token: `
    hash ${HASH} NOT NULL,
    family_id ${ID} NOT NULL,
    account_id ${ID} NOT NULL,
    is_spent TINYINT(1) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    PRIMARY KEY (hash),
    KEY refresh_token_by_family (family_id),
    KEY refresh_token_by_end (expires_at)`,
  // Tables of the simulated payment gateway. Only the audit joins them with the others.
  gateway_charge: `
    charge_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    currency ${CURRENCY} NOT NULL,
    amount BIGINT NOT NULL,
    outcome ${WORD} NOT NULL,
    decline_code ${WORD} NULL,
    decided_at DATETIME(3) NOT NULL,
    PRIMARY KEY (charge_key)`,
  gateway_refund: `
    refund_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    charge_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    currency ${CURRENCY} NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (refund_key),
    KEY gateway_refund_by_charge (charge_key)`,
};

/** All tables of booking. Definitions commit one by one, so that each can run again after a crash half-way. */
export class AccountsSeatsBookingsPayments1763900000001 {
  name = 'AccountsSeatsBookingsPayments1763900000001';

  /** @param {import('typeorm').QueryRunner} runner */
  async up(runner) {
    for (const [name, columns] of Object.entries(TABLES)) {
      await runner.query(`CREATE TABLE IF NOT EXISTS ${name} (${columns}) ${END}`);
    }
  }

  /** @param {import('typeorm').QueryRunner} runner */
  async down(runner) {
    for (const name of Object.keys(TABLES).reverse()) await runner.query(`DROP TABLE IF EXISTS ${name}`);
  }
}
