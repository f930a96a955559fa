import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandFile } from '../../tools/project.js';
import type { ApiClient, Json } from '../support/clients/api-client.js';
import { pay, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import { BASIC, realDataFolder, SEGMENTS, writeFolder } from '../support/builders/open-data-folder.js';
import { eventually, startProcess, type HoldfastProcess } from '../support/processes/process.js';
import { realTravelDay } from '../support/builders/small-timetable.js';

const IMPORT = commandFile('import');
const FILTERS = ['--airlines', 'BA,AA,VS,DL', '--days', '7'];

let madeUp: string;
let empty: string;
let holdfast: HoldfastProcess;

beforeAll(async () => {
  madeUp = await writeFolder(BASIC);
  empty = await writeFolder({ ...BASIC, [SEGMENTS]: ['not', 'what', 'it', 'should', 'be'] });
  holdfast = await startProcess({}, ['--data', realDataFolder() ?? madeUp, ...FILTERS]);
});
afterAll(async () => {
  await holdfast.stop();
  for (const folder of [madeUp, empty]) await rm(folder, { recursive: true });
});

const flightsTo = async (day: string): Promise<Json[]> =>
  (await holdfast.api.get(`/flights?origin=LHR&destination=JFK&date=${day}&limit=100`)).body.data;

describe('imported real schedules', () => {
  it('show the airlines of a route in the proportion of the data', async () => {
    const counts: Record<string, number> = { AA: 0, BA: 0, VS: 0, DL: 0 };
    for (let day = 1; day <= 7; day += 1) {
      for (const { airline } of await flightsTo(realTravelDay(day)))
        counts[airline.code] = (counts[airline.code] ?? 0) + 1;
    }
    // In August 2016 there were 124, 248, 155 and 93 flights: in a week 28, 56, 35 and 21.
    const month: Record<string, number> = { AA: 124, BA: 248, VS: 155, DL: 93 };
    for (const [airline, flights] of Object.entries(counts)) {
      expect(Math.abs(flights - ((month[airline] ?? 0) * 7) / 31)).toBeLessThanOrEqual(1);
    }
  });

  it('are found by the search that is printed at the start', async () => {
    const trial = new URL(/curl '([^']+)'/.exec(holdfast.output())?.[1] ?? '');
    const { status, body } = await holdfast.api.get(trial.pathname + trial.search);
    expect([status, body.data.length > 0]).toEqual([200, true]);
  });

  it('can be held, paid, changed and refunded', async () => {
    const [ada, max] = ['ada', 'max'].map((id) => holdfast.as({ id, role: 'traveller' })) as [
      ApiClient,
      ApiClient,
    ];
    const [flight] = await flightsTo(realTravelDay(4));
    const free = Object.entries(await seatStates(holdfast.api, flight.id)).filter(
      ([, state]) => state === 'available',
    );
    const [one, two, three, four] = free.slice(-4).map(([seat]) => seat) as [string, string, string, string];

    const held = await ada.post('/bookings', seatsOn(flight.id, one, two));
    expect([held.status, held.body.status]).toEqual([201, 'held']);

    const late = await max.post('/bookings', seatsOn(flight.id, two));
    expect([late.status, late.body.code, late.body.seats]).toEqual([
      409,
      'seat-unavailable',
      [{ flightId: flight.id, seat: two }],
    ]);
    expect(late.body.alternatives[0].seats).toHaveLength(1);

    const paid = await pay(ada, held.body.id, 'tok_success', { amount: held.body.total });
    expect([paid.status, paid.body.booking.status]).toEqual([200, 'confirmed']);

    const moved = await ada.put(`/bookings/${held.body.id}`, seatsOn(flight.id, three, four));
    expect([moved.status, moved.body.status, moved.body.pendingChange]).toEqual([200, 'confirmed', null]);
    expect(await seatStates(holdfast.api, flight.id)).toMatchObject({
      [one]: 'available',
      [two]: 'available',
      [three]: 'sold',
    });

    const cancelled = await ada.delete(`/bookings/${held.body.id}`);
    expect(cancelled.body).toMatchObject({
      status: 'cancelled',
      refund: { ...held.body.total, policy: 'full' },
    });
    expect(await seatStates(holdfast.api, flight.id)).toMatchObject({
      [three]: 'available',
      [four]: 'available',
    });
    const { body } = await ada.get(`/payments?bookingId=${held.body.id}`);
    expect(body.data[0]).toMatchObject({ status: 'succeeded', refunded: held.body.total });

    const left = await eventually(
      async () => (await holdfast.api.get(`/flights/${flight.id}`)).body.fares,
      (fares) => JSON.stringify(fares) === JSON.stringify(flight.fares),
    );
    expect(left).toEqual(flight.fares);
  });
});

describe('npm run import', () => {
  const run = (...args: string[]) => {
    const env = { PATH: process.env['PATH'] ?? '', ENV_FILE: '/dev/null' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [IMPORT, ...args], {
      env,
      timeout: 300_000,
    });
    return { status, stdout: stdout.toString(), stderr: stderr.toString() };
  };

  it('reports imported and skipped rows as text and as JSON', () => {
    const text = run('--from', madeUp, ...FILTERS);
    expect(text).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/airports\.dat: \d+ rows/) as string,
    });
    expect(text.stdout).toMatch(/New: (\d+) of \1 flights/);
    expect(text.stdout).toMatch(/Nothing is kept/);
    const json = JSON.parse(run('--from', madeUp, ...FILTERS, '--json').stdout);
    expect(json).toMatchObject({ kept: false, loaded: { airlines: 4 } });
  });

  it('rejects missing folders, invalid options and unusable files with a reason', () => {
    expect(run('--from', '/nowhere')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/\/nowhere/) as string,
    });
    expect(run('--from', madeUp, '--days', '0')).toMatchObject({ status: 2 });
    const broken = run('--from', empty);
    expect(broken).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /No flight can be made[^]*columns must be: origin; destination; airline/,
      ) as string,
    });
    expect(broken.stderr).not.toContain('    at ');
    expect(run()).toMatchObject({ status: 2, stderr: expect.stringMatching(/--from/) as string });
  });
});
