import type { TestDatabase } from '../processes/test-database.js';

const DIGIT = `(SELECT 0 AS n ${Array.from({ length: 9 }, (_, n) => `UNION ALL SELECT ${n + 1}`).join(' ')})`;

/** The numbers from 0 to 9,999, in every server. */
const NUMBERS = `(SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n AS n FROM ${['a', 'b', 'c', 'd']
  .map((name) => `${DIGIT} ${name}`)
  .join(' JOIN ')}) numbers`;

const LATER = "'2027-06-01 12:00:00'";
const id = (prefix: string, n = 'n') => `CONCAT('${prefix}0000-0000-4000-8000-', LPAD(${n}, 12, '0'))`;
const moment = `TIMESTAMPADD(MINUTE, n, '2027-01-01 00:00:00')`;

/** The values of a row for each number below `rows`, by table. They stand for years of other travellers. */
const ROWS: Readonly<Record<string, { readonly rows: number; readonly columns: Record<string, string> }>> = {
  flight_snapshot: { rows: 2_000, columns: { flight_id: "CONCAT('OLD-', n)", version: '1', facts: "'{}'" } },
  seat_count: {
    rows: 2_000,
    columns: {
      flight_id: "CONCAT('OLD-', n)",
      version: '1',
      first: '0',
      business: '0',
      premium_economy: '0',
      economy: '50',
    },
  },
  // Nearly all seats are without an owner, as those of flights that are not full.
  seat: {
    rows: 10_000,
    columns: {
      flight_id: "CONCAT('OLD-', n DIV 50)",
      seat: "CONCAT(10 + n % 50, 'A')",
      cabin: "'economy'",
      state: "IF(n % 100 = 0, 'sold', 'available')",
      owner: `IF(n % 100 = 0, ${id('aaaa')}, NULL)`,
      version: '1',
    },
  },
  traveller_turn: { rows: 1_000, columns: { traveller_id: "CONCAT('other-', n)", turns: '1' } },
  booking: {
    rows: 5_000,
    columns: {
      id: id('aaaa'),
      reference: "LPAD(n, 6, 'O')",
      traveller_id: "CONCAT('other-', n % 1000)",
      status: "ELT(1 + n % 3, 'confirmed', 'cancelled', 'expired')",
      is_open: '0',
      currency: "'GBP'",
      paid: '100',
      refunded: '0',
      passengers: "'[]'",
      refund_cap: "'full'",
      version: '2',
      revision: '2',
      created_at: moment,
      updated_at: moment,
    },
  },
  booking_flight: {
    rows: 5_000,
    columns: {
      booking_id: id('aaaa'),
      position: '0',
      flight_id: "CONCAT('OLD-', n DIV 50)",
      agreed_departure: LATER,
      agreed_arrival: LATER,
    },
  },
  booking_seat: {
    rows: 5_000,
    columns: {
      booking_id: id('aaaa'),
      position: '0',
      passenger: '0',
      flight_id: "CONCAT('OLD-', n DIV 50)",
      seat: "CONCAT(10 + n % 50, 'A')",
      cabin: "'economy'",
      price: '100',
    },
  },
  booking_log: {
    rows: 5_000,
    columns: {
      booking_id: id('aaaa'),
      number: '1',
      event: "'held'",
      actor: "'traveller'",
      status: "'held'",
      version: '1',
      at: moment,
    },
  },
  payment: {
    rows: 5_000,
    columns: {
      id: id('bbbb'),
      booking_id: id('aaaa'),
      traveller_id: "CONCAT('other-', n % 1000)",
      currency: "'GBP'",
      amount: '100',
      refunded: '0',
      method: "'tok_success'",
      status: "'succeeded'",
      created_at: moment,
    },
  },
  refund: {
    rows: 5_000,
    columns: {
      id: id('cccc'),
      booking_id: id('aaaa'),
      payment_id: id('bbbb'),
      currency: "'GBP'",
      amount: '1',
      status: "'sent'",
      created_at: moment,
    },
  },
  // Keys stay for a day, and nearly all of them belong to no payment.
  idempotency_key: {
    rows: 5_000,
    columns: {
      name: "CONCAT('key-', n)",
      fingerprint: "'f'",
      answer: "'{}'",
      payment_id: `IF(n % 100 = 0, ${id('bbbb')}, NULL)`,
      forgotten_at: "TIMESTAMPADD(SECOND, n, '2027-01-06 00:00:00')",
    },
  },
  account: {
    rows: 5_000,
    columns: {
      id: id('dddd'),
      email: "CONCAT('other-', n, '@example.org')",
      name: "'Other'",
      role: "'traveller'",
      password_hash: "'none'",
      created_at: moment,
    },
  },
  refresh_token: {
    rows: 5_000,
    columns: {
      hash: "CONCAT('hash-', n)",
      family_id: id('eeee'),
      account_id: id('dddd'),
      is_spent: '0',
      expires_at: "TIMESTAMPADD(SECOND, n, '2027-02-01 00:00:00')",
    },
  },
  gateway_charge: {
    rows: 5_000,
    columns: {
      charge_key: id('bbbb'),
      currency: "'GBP'",
      amount: '100',
      outcome: "'captured'",
      decided_at: moment,
    },
  },
  gateway_refund: {
    rows: 5_000,
    columns: { refund_key: id('cccc'), charge_key: id('bbbb'), currency: "'GBP'", amount: '1' },
  },
  flight_day: {
    rows: 100,
    columns: { day: "'2027-03-01' + INTERVAL n DAY", revision: '1' },
  },
  // 100 flights a day from London to New York, fewer between other airports; each day has a revision.
  flight: {
    rows: 10_000,
    columns: {
      id: "CONCAT('ZZ-', LPAD(n, 5, '0'))",
      version: '1',
      flight_number: "CONCAT('BA', 1 + n % 9000)",
      airline: "ELT(1 + n % 3, 'BA', 'VS', 'AA')",
      origin: "ELT(1 + n DIV 100 % 5, 'LHR', 'LHR', 'ZRH', 'LHR', 'BOS')",
      destination: "ELT(1 + n DIV 100 % 5, 'JFK', 'BOS', 'JFK', 'ZRH', 'LHR')",
      aircraft: "'TNY'",
      status: "'scheduled'",
      departure_day: "'2027-03-01' + INTERVAL n DIV 500 DAY",
      departs_at: "'2027-03-01 06:00:00' + INTERVAL n DIV 500 * 1440 + n % 100 * 7 MINUTE",
      departure_offset: '0',
      arrives_at: "'2027-03-01 14:00:00' + INTERVAL n DIV 500 * 1440 + n % 100 * 8 MINUTE",
      arrival_offset: '0',
      currency: "'GBP'",
      business_price: '100 * (n % 37)',
      economy_price: '10 * (n % 61)',
      first_left: '0',
      business_left: '4',
      premium_economy_left: '0',
      economy_left: '8',
      seats_version: '0',
      revision: '1',
    },
  },
  flight_change: {
    rows: 500,
    columns: { flight_id: "CONCAT('ZZ-', n)", version: '2', untold_since: LATER, tell_at: LATER },
  },
};

/** Tables whose rows the background work would send as soon as they are there. */
const OUTBOXES = ['flight_change'];

/** Fills the tables of both roles with thousands of rows of other travellers, except those that are outboxes. */
export async function fillTables(database: TestDatabase): Promise<void> {
  await fill(
    database,
    Object.keys(ROWS).filter((table) => !OUTBOXES.includes(table)),
  );
}

/** Fills the outboxes, and lets a part of the seat counts wait, as after a failure of the other role. */
export async function fillOutboxes(database: TestDatabase): Promise<void> {
  await database.rows(
    `UPDATE seat_count SET untold_since = ${LATER}, tell_at = ${LATER} ORDER BY flight_id LIMIT 200`,
  );
  await fill(database, OUTBOXES);
}

async function fill(database: TestDatabase, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const { rows, columns } = ROWS[table]!;
    const values = Object.values(columns).join(', ');
    await database.rows(
      `INSERT INTO ${table} (${Object.keys(columns).join(', ')}) SELECT ${values} FROM ${NUMBERS} WHERE n < ${rows}`,
    );
    await database.rows(`ANALYZE TABLE ${table}`);
  }
}

/** The tables that grow with sales, travellers or flights. */
export const GROWING_TABLES: readonly string[] = Object.keys(ROWS);
