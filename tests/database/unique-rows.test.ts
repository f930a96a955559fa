import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buy, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await buy(service.traveller(), seatsOn(flightId('BA117', travelDay(3)), '20A'));
});
afterAll(() => service.stop());

describe('the database rejects', () => {
  it.each([
    ['one seat', 'seat'],
    ['the seat counts of one flight', 'seat_count'],
    ['the flight facts of one flight', 'flight_snapshot'],
    ['one booking', 'booking'],
    ['one number of a log', 'booking_log'],
    ['one payment', 'payment'],
    ['one idempotency key', 'idempotency_key'],
    ['one charge of the gateway', 'gateway_charge'],
  ])('a second row of %s', async (_, table) => {
    const database = service.database!;
    const [{ rows: before }] = await database.rows(`SELECT COUNT(*) AS \`rows\` FROM ${table}`);
    expect(before).toBeGreaterThan(0);
    const copy = database.changed(`INSERT INTO ${table} SELECT * FROM (SELECT * FROM ${table} LIMIT 1) one`);
    await expect(copy).rejects.toMatchObject({ code: 'ER_DUP_ENTRY' });
  });
});
