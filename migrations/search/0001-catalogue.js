// Codes and identifiers are compared byte by byte; moments are UTC, to the second.
const CODE = 'VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin';
const FLIGHT_ID = 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin';
const WORD = 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin';
const END = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';

/** Every table with its columns and keys. */
const TABLES = {
  airport: `
    code ${CODE} NOT NULL,
    name VARCHAR(255) NOT NULL,
    city VARCHAR(255) NOT NULL,
    country VARCHAR(255) NOT NULL,
    time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    latitude DOUBLE NOT NULL,
    longitude DOUBLE NOT NULL,
    PRIMARY KEY (code)`,
  airline: `
    code ${CODE} NOT NULL,
    name VARCHAR(255) NOT NULL,
    PRIMARY KEY (code)`,
  aircraft: `
    code ${CODE} NOT NULL,
    name VARCHAR(255) NOT NULL,
    sections MEDIUMTEXT NOT NULL,
    PRIMARY KEY (code)`,
  // Local times are UTC and an offset in minutes. Prices are minor units; NULL where the aircraft has no such cabin.
  flight: `
    id ${FLIGHT_ID} NOT NULL,
    version INT UNSIGNED NOT NULL,
    flight_number VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    airline ${CODE} NOT NULL,
    origin ${CODE} NOT NULL,
    destination ${CODE} NOT NULL,
    aircraft ${CODE} NOT NULL,
    status ${WORD} NOT NULL,
    departure_day DATE NOT NULL,
    departs_at DATETIME(3) NOT NULL,
    departure_offset SMALLINT NOT NULL,
    arrives_at DATETIME(3) NOT NULL,
    arrival_offset SMALLINT NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    first_price INT UNSIGNED NULL,
    business_price INT UNSIGNED NULL,
    premium_economy_price INT UNSIGNED NULL,
    economy_price INT UNSIGNED NULL,
    first_left SMALLINT UNSIGNED NOT NULL,
    business_left SMALLINT UNSIGNED NOT NULL,
    premium_economy_left SMALLINT UNSIGNED NOT NULL,
    economy_left SMALLINT UNSIGNED NOT NULL,
    seats_version BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (id),
    KEY flight_by_day (origin, destination, departure_day),
    KEY flight_by_origin (origin, departs_at),
    KEY flight_by_destination (destination, departs_at)`,
  // The outbox to booking: changed flights, with the version that booking must receive.
  flight_change: `
    flight_id ${FLIGHT_ID} NOT NULL,
    version INT UNSIGNED NOT NULL,
    untold_since DATETIME(3) NOT NULL,
    tell_at DATETIME(3) NOT NULL,
    PRIMARY KEY (flight_id),
    KEY flight_change_by_turn (tell_at)`,
};

/** All tables of search. Definitions commit one by one, so that each can run again after a crash half-way. */
export class Catalogue1763900000001 {
  name = 'Catalogue1763900000001';

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
