import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/clients/api-client.js';
import { hold, seatsOn } from '../support/builders/booking-requests.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

/** London's clocks go back at 01:00 UTC on that day, New York's a week later at 06:00 UTC. */
const LONDON_DAY = '2027-10-31';
const NEW_YORK_DAY = '2027-11-07';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const create = (number: string, from: string, to: string, departure: string, arrival: string) =>
  service.admin().post('/flights', {
    flightNumber: number,
    origin: from,
    destination: to,
    departure,
    arrival,
    aircraft: 'TNY',
    fares: ['business', 'economy'].map((cabin) => ({ cabin, price: { amount: 100, currency: 'GBP' } })),
  });

const moments = ({ departure, arrival }: Json) => [departure.at, departure.local, arrival.at, arrival.local];

describe('on the night when clocks go back', () => {
  it.each([
    ['BA601', '01:30', '00:30'],
    ['BA602', '01:30+01:00', '00:30'],
    ['BA603', '01:30+00:00', '01:30'],
    ['BA604', '01:30:00+00:00', '01:30'],
    ['BA605', '00:59:59', '23:59:59'],
    ['BA606', '02:00', '02:00'],
    ['BA607', '02:00+00:00', '02:00'],
    ['BA608', '00:30+01:00', '23:30'],
  ])('%s leaves London at %s', async (number, local, utc) => {
    const { status, body } = await create(
      number,
      'LHR',
      'ZRH',
      `${LONDON_DAY}T${local}`,
      `${LONDON_DAY}T06:00`,
    );
    const at = utc.startsWith('23') ? `2027-10-30T${utc}` : `${LONDON_DAY}T${utc}`;
    const seconds = (time: string) => (time.length === 16 ? `${time}:00` : time);
    expect([status, body.departure]).toEqual([
      201,
      {
        at: `${seconds(at)}.000Z`,
        local: seconds(`${LONDON_DAY}T${local.replace(/[+]..:..$/, '')}`),
        timeZone: 'Europe/London',
      },
    ]);
    expect((await service.api.get(`/flights/${body.id}`)).body).toEqual(body);
  });

  it('flights are distinguished by their instants, and sorted by them', async () => {
    const { body } = await service.api.get(`/flights?origin=LHR&destination=ZRH&date=${LONDON_DAY}`);
    const leaving = body.data.map(
      ({ flightNumber, departure }: Json) => `${flightNumber} ${departure.at.slice(11, 16)}`,
    );
    expect(leaving).toEqual([
      ...['BA608 23:30', 'BA605 23:59', 'BA601 00:30', 'BA602 00:30'],
      ...['BA603 01:30', 'BA604 01:30', 'BA606 02:00', 'BA607 02:00'],
    ]);
    const itineraries = await service.api.get(`/itineraries?origin=LHR&destination=ZRH&date=${LONDON_DAY}`);
    expect(itineraries.body.data.map(({ durationMinutes }: Json) => durationMinutes)).toEqual([
      ...[180, 180, 210, 210, 270, 270, 300, 330],
    ]);
  });

  it('a flight can arrive in the first or the second hour from 01:00 in New York', async () => {
    const first = await create('AA601', 'LHR', 'JFK', `${NEW_YORK_DAY}T00:10`, `${NEW_YORK_DAY}T01:20`);
    const second = await create(
      'AA602',
      'LHR',
      'JFK',
      `${NEW_YORK_DAY}T00:10`,
      `${NEW_YORK_DAY}T01:20-05:00`,
    );
    expect([first, second].map(({ body }) => body.durationMinutes)).toEqual([310, 370]);
    expect(second.body.arrival).toMatchObject({
      at: '2027-11-07T06:20:00.000Z',
      local: '2027-11-07T01:20:00',
    });
  });

  it('a flight can move from the first hour from 01:00 to the second and back, and bookings show it', async () => {
    const { body: flight } = await create(
      'BA611',
      'LHR',
      'ZRH',
      `${LONDON_DAY}T01:30`,
      `${LONDON_DAY}T05:00`,
    );
    const booking = await hold(service.traveller('ada'), seatsOn(flight.id, '10A'));
    const move = async (departure: string) =>
      moments((await service.admin().patch(`/flights/${flight.id}`, { departure })).body);
    const [local, arrives] = ['2027-10-31T01:30:00', '2027-10-31T05:00:00'];
    expect(await move(`${LONDON_DAY}T01:30+00:00`)).toEqual([
      ...['2027-10-31T01:30:00.000Z', local, '2027-10-31T05:00:00.000Z', '2027-10-31T06:00:00'],
    ]);
    await service.work();
    const shown = (await service.traveller('ada').get(`/bookings/${booking.id}`)).body.flights[0];
    expect(moments(shown).slice(0, 2)).toEqual(['2027-10-31T01:30:00.000Z', local]);
    expect(await move(`${LONDON_DAY}T01:30+01:00`)).toEqual([
      ...['2027-10-31T00:30:00.000Z', local, '2027-10-31T04:00:00.000Z', arrives],
    ]);
  });

  it.each([
    ['departure', '01:30+02:00'],
    ['departure', '01:30-01:00'],
    ['departure', '02:00+01:00'],
    ['departure', '00:30+00:00'],
    ['departure', '01:30Z'],
    ['departure', '01:30+00:60'],
    ['departure', '01:30+24:00'],
    ['departure', '01:30 +00:00'],
    ['departure', '01:30+0000'],
    ['departure', '01:30+00'],
    ['departure', '01:30z'],
    ['departure', '01:30[Europe/London]'],
  ])('any other offset is rejected: %s %s', async (field, local) => {
    const { status, body } = await create(
      'BA699',
      'LHR',
      'ZRH',
      `${LONDON_DAY}T${local}`,
      `${LONDON_DAY}T06:00`,
    );
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'validation-failed', `/${field}`]);
  });

  it('no offset makes a skipped time valid', async () => {
    for (const local of ['01:30', '01:30+00:00', '01:30+01:00']) {
      const { status, body } = await create('BA698', 'LHR', 'ZRH', `2027-03-28T${local}`, '2027-03-28T06:00');
      expect([status, body.errors[0].pointer]).toEqual([400, '/departure']);
    }
  });
});
