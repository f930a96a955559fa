import { describe, expect, it } from 'vitest';
import { AircraftChoice } from '../../src/adapters/timetables/open-data/aircraft-choice.js';
import type { FleetType } from '../../src/adapters/timetables/shared/fleet.js';
import { countPerCabin } from '../../src/domain/flight/cabin.js';
import { capacityOf, seatsOf } from '../../src/domain/flight/seat-layout.js';
import {
  airlineRow,
  airportRow,
  BASIC,
  datedNameRow,
  importOf,
  routeRow,
  SEGMENTS,
  segmentRow,
  skippedIn,
} from '../support/builders/open-data-folder.js';

const type = (code: string, seats: number, engine: FleetType['engine'] = 'jet'): FleetType => ({
  code,
  name: code,
  engine,
  sections: [{ cabin: 'economy', firstRow: 1, lastRow: seats, columns: 'A' }],
});

describe('the aircraft of open data', () => {
  const choice = new AircraftChoice([
    type('AT7', 70, 'turboprop'),
    type('CR7', 72),
    type('319', 136),
    type('73G', 138),
    type('321', 196),
    type('77W', 200),
  ]);
  const choose = (seats: number, equipment: string[] = [], distanceKm = 1_000) =>
    choice.choose({ seats, equipment, distanceKm })?.code ?? null;

  it('is the type of nearest capacity', () => {
    expect(choose(70)).toBe('AT7');
    expect(choose(72)).toBe('CR7');
    expect(choose(137.9)).toBe('73G');
    expect(choose(197)).toBe('321');
    expect(choose(137)).toBe('319');
  });

  it('is the nearest of all types when none is near enough', () => {
    expect(choose(4)).toBe('AT7');
    expect(choose(105)).toBe('319');
  });

  it('is a type that the airline uses if its capacity is near enough', () => {
    expect(choose(150, ['319'])).toBe('319');
    expect(choose(139, ['319'])).toBe('319');
    expect(choose(170, ['319', '77W'])).toBe('321');
    expect(choose(195, ['77W'])).toBe('77W');
  });

  it('is of a family that the airline uses, unless the type itself fits', () => {
    expect(choose(139, ['32S'])).toBe('319');
    expect(choose(139, ['320'])).toBe('319');
    expect(choose(136, ['73H'])).toBe('73G');
    expect(choose(195, ['32S', '777'])).toBe('321');
    expect(choose(196, ['32S', '77W'])).toBe('77W');
  });

  it('is a jet on long legs', () => {
    expect(choose(70, ['AT7'], 2_500)).toBe('CR7');
  });

  it('does not exist for many more seats than the largest type has', () => {
    expect(choose(229)).toBe('77W');
    expect(choose(231)).toBeNull();
  });

  it('depends on the routes that the airline flies itself', async () => {
    const legs = (routes: string[]) =>
      importOf({ ...BASIC, [SEGMENTS]: [segmentRow('LHR-CDG', 'BA', 62 * 137.5, 62)], 'routes.dat': routes });
    const aircraft = async (routes: string[]) =>
      (await legs(routes)).timetable.aircraft.map(({ code }) => code);
    expect(await aircraft([routeRow('LHR-CDG', 'BA', '319 320')])).toEqual(['319']);
    expect(await aircraft([routeRow('LHR-CDG', 'BA', '320'), routeRow('LHR-CDG', 'BA', '73G')])).toEqual([
      '73G',
    ]);
    expect(await aircraft([routeRow('LHR-CDG', 'BA', '319', 'Y'), routeRow('LHR-JFK', 'BA', '319')])).toEqual(
      ['73G'],
    );
    const two = [routeRow('LHR-CDG', 'BA', '73G'), routeRow('LHR-CDG', 'BA', '319')];
    expect(await aircraft(two)).toEqual(await aircraft([...two].reverse()));
    expect(await aircraft([])).toEqual(['73G']);
  });

  it('has a fare and all seats in each cabin', async () => {
    const { timetable, flights } = await importOf(BASIC);
    for (const flight of flights) {
      const { sections } = timetable.aircraft.find(({ code }) => code === flight.aircraft)!;
      expect(flight.seatsLeft).toEqual(countPerCabin(seatsOf(sections)));
      expect(flight.fares.map(({ cabin }) => cabin)).toEqual([
        ...new Set(sections.map(({ cabin }) => cabin)),
      ]);
      expect(flight.fares.every(({ price }) => price.amount > 0 && price.currency === 'GBP')).toBe(true);
    }
    const total = flights.filter(({ airline }) => airline === 'VS').map(({ aircraft }) => aircraft);
    const [vs] = timetable.aircraft.filter(({ code }) => code === total[0]);
    expect(Math.abs(capacityOf(vs!.sections) - 286)).toBeLessThan(10);
  });

  it('shares one seat counts object among all flights of its type', async () => {
    const { flights } = await importOf(BASIC);
    const objects = (values: readonly unknown[]) => new Set(values).size;
    const types = objects(flights.map(({ aircraft }) => aircraft));
    expect(objects(flights.map(({ seatsLeft }) => seatsLeft))).toBe(types);
    const fares = flights.map((flight) => JSON.stringify(flight.fares));
    expect(objects(flights.map((flight) => flight.fares))).toBe(objects(fares));
  });
});

describe('the airports of open data', () => {
  const files = (zone: string, country: string) => ({
    ...BASIC,
    'airports.dat': [
      ...(BASIC['airports.dat'] as string[]).slice(0, 2),
      airportRow('CDG', { zone, country, at: [49, 2], offset: '1' }),
    ],
    'countries.dat': ['"France","FR","FR"', '"Farland","XF",""', '"Wideland","XW","WL"', '"Nozone","XN",""'],
    'optd/optd_tz_light.csv': [
      'country_code^time_zone',
      'FR^Europe/Paris',
      'XF^Far/Away',
      'XW^Europe/Rome',
      'XW^Europe/Oslo',
    ],
  });
  const zoneOf = async (zone: string, country: string) =>
    (await importOf(files(zone, country))).timetable.airports.find(({ code }) => code === 'CDG')?.timeZone;

  it('get the time zone of their country if they have none and the country has one', async () => {
    expect(await zoneOf('Europe/Berlin', 'France')).toBe('Europe/Berlin');
    expect(await zoneOf(String.raw`\N`, 'France')).toBe('Europe/Paris');
    expect(await zoneOf('Mars/Olympus', 'France')).toBe('Europe/Paris');
  });

  it.each(['Farland', 'Wideland', 'Nozone', 'Elsewhere'])(
    'are left out without a time zone: %s',
    async (country) => {
      expect(await zoneOf('', country)).toBeUndefined();
    },
  );

  const overseas = async (offset: string, at: readonly [number, number], others: readonly string[] = []) => {
    const island = airportRow('SBH', { zone: String.raw`\N`, country: 'France', at, offset });
    const { timetable, report } = await importOf({
      ...files('Europe/Paris', 'France'),
      'airports.dat': [...(BASIC['airports.dat'] as string[]), island, ...others],
      [SEGMENTS]: [segmentRow('LHR-SBH', 'BA', 4500, 31), segmentRow('LHR-JFK', 'BA', 4500, 31)],
    });
    const zone = timetable.airports.find(({ code }) => code === 'SBH')?.timeZone;
    return { zone, skipped: skippedIn('airports.dat', report) };
  };

  it('get the time zone of their nearest neighbour where their UTC offset is not their country’s', async () => {
    const at = [17.9, -62.85] as const;
    const near = (code: string, zone: string, place: readonly [number, number]) =>
      airportRow(code, { zone, at: place });
    const guadeloupe = near('PTP', 'America/Guadeloupe', [16.27, -61.53]);
    const puertoRico = near('SJU', 'America/Puerto_Rico', [18.44, -66]);
    const later = near('NYA', 'America/New_York', [17.9, -62.9]);
    expect(await overseas('-4', at, [puertoRico, later, guadeloupe])).toEqual({
      zone: 'America/Guadeloupe',
      skipped: {},
    });
    expect((await overseas('-4', at, [puertoRico])).zone).toBe('America/Puerto_Rico');
  });

  it('are left out where no neighbour has their UTC offset', async () => {
    const skipped = { 'UTC offset that is not its country’s': 1 };
    const far = airportRow('CCS', { zone: 'America/Caracas', at: [10.6, -67] });
    expect(await overseas('-4', [17.9, -62.85], [far])).toEqual({ zone: undefined, skipped });
    expect(await overseas('-4', [17.9, -62.85])).toEqual({ zone: undefined, skipped });
    expect(await overseas('11', [48, 2])).toEqual({ zone: undefined, skipped });
  });

  it.each(['1', '2', String.raw`\N`, ''])(
    'get the time zone of their country when they have its offset or none: %j',
    async (offset) => {
      expect(await overseas(offset, [48, 2])).toEqual({ zone: 'Europe/Paris', skipped: {} });
    },
  );

  it.each([
    ['Nepal', 'Asia/Kathmandu', '5.45'],
    ['Nepal', 'Asia/Kathmandu', '5.75'],
    ['Afghanistan', 'Asia/Kabul', '4.3'],
    // The offset until 2016, and the one since.
    ['Turkey', 'Europe/Istanbul', '2'],
    ['Turkey', 'Europe/Istanbul', '3'],
    ['Brazil', 'America/Sao_Paulo', '-3'],
  ])('get the time zone of %s, %s, with an offset of %s hours', async (country, zone, offset) => {
    const { timetable } = await importOf({
      ...files('Europe/Paris', 'France'),
      'countries.dat': [`"${country}","XX","XX"`],
      'optd/optd_tz_light.csv': ['country_code^time_zone', `XX^${zone}`],
      'airports.dat': [airportRow('LHR'), airportRow('QQQ', { zone: '', country, at: [1, 1], offset })],
      [SEGMENTS]: [segmentRow('LHR-QQQ', 'BA', 4500, 31)],
    });
    expect(timetable.airports.find(({ code }) => code === 'QQQ')?.timeZone).toBe(zone);
  });

  it('do not need the files about countries', async () => {
    const { report } = await importOf({ ...files('', 'France'), 'optd/optd_tz_light.csv': [] });
    expect(report.files.find(({ file }) => file === 'airports.dat')).toMatchObject({ read: 3, used: 2 });
  });

  it('include only those that flights use', async () => {
    const { timetable } = await importOf(BASIC, { airlines: ['AA'] });
    expect(timetable.airports.map(({ code }) => code)).toEqual(['LHR', 'JFK']);
    expect(timetable.airports[0]).toEqual({
      code: 'LHR',
      name: 'LHR Field',
      city: 'LHR Town',
      cityCode: 'LON',
      country: 'United Kingdom',
      timeZone: 'Europe/London',
      latitude: 51.47,
      longitude: -0.46,
    });
    expect(timetable.airlines).toEqual([{ code: 'AA', name: 'AA Air' }]);
    expect(timetable.aircraft.map(({ code }) => code)).toEqual(['772']);
    expect(timetable.aircraft[0]).not.toHaveProperty('engine');
  });

  it('leave out those of legs without a flight on the imported days', async () => {
    const rare = {
      ...BASIC,
      [SEGMENTS]: [segmentRow('LHR-JFK', 'BA', 300, 1), segmentRow('LHR-CDG', 'BA', 4500, 31)],
    };
    const { timetable, report } = await importOf(rare, { days: 1 });
    expect(timetable.airports.map(({ code }) => code)).toEqual(['LHR', 'CDG']);
    expect(report.files.find(({ file }) => file === SEGMENTS)).toMatchObject({ read: 2, used: 1 });
  });

  it('use their name as the city where the city is unknown', async () => {
    const nowhere = airportRow('CDG', { city: ' ', name: 'Field \\"of\\" ""Gold""' });
    const { timetable } = await importOf({
      ...BASIC,
      'airports.dat': [...(BASIC['airports.dat'] as string[]).slice(0, 2), nowhere],
    });
    expect(timetable.airports[2]).toMatchObject({ name: 'Field "of" "Gold"', city: 'Field "of" "Gold"' });
  });
});

describe('the airlines of open data', () => {
  const importNames = async (rows: string[], datedNames?: string[]) =>
    await importOf({
      ...BASIC,
      'airlines.dat': rows,
      ...(datedNames === undefined ? {} : { 'optd/optd_airlines.csv': ['pk^env_id', ...datedNames] }),
    });
  const nameOf = async (rows: string[], datedNames?: string[]) =>
    (await importNames(rows, datedNames)).timetable.airlines.find(({ code }) => code === 'BA')?.name;

  const several = [
    airlineRow('BA', 'Gone Air', 'N'),
    airlineRow('BA', 'Live Air'),
    airlineRow('BA', 'Too Air'),
  ];

  it('get the name of an active airline where no name has dates', async () => {
    expect(await nameOf([airlineRow('BA', 'Old Air')])).toBe('Old Air');
    expect(await nameOf(several)).toBe('Live Air');
    expect(await nameOf(several.slice(0, 1))).toBe('Gone Air');
    expect(await nameOf([airlineRow('BA', 'Old Air')], [datedNameRow('AA', 'New Air')])).toBe('Old Air');
  });

  it.each([
    ['', ''],
    ['2026-08-31', ''],
    ['2026-08-15', '2026-08-16'],
    ['2001-02-03', '2026-08-01'],
    ['', '2030-01-01'],
  ])('get the name that was valid in the month of the legs, from %j to %j', async (validFrom, validTo) => {
    const name = datedNameRow('BA', 'New Air', { validFrom, validTo });
    const before = datedNameRow('BA', 'Past Air', { validTo: '2026-07-31', flights: '900' });
    const after = datedNameRow('BA', 'Next Air', { validFrom: '2026-09-01', flights: '900' });
    for (const rows of [
      [airlineRow('BA', 'Old Air')],
      several,
      [airlineRow('BA', 'Gone Air', 'N')],
      [airlineRow('AA')],
    ])
      expect(await nameOf(rows, [before, name, after])).toBe('New Air');
  });

  it('never get a name that was valid only at another time', async () => {
    const gone = [
      datedNameRow('BA', 'Pást Air', { validTo: '2019-01-01', flights: '900' }),
      datedNameRow('BA', 'Next Air', { validFrom: '2027-01-01', flights: '900' }),
    ];
    expect(await nameOf([airlineRow('BA', 'Live Air')], gone)).toBe('Live Air');
    expect(await nameOf([airlineRow('BA', 'Past Air'), airlineRow('BA', 'Live Air')], gone)).toBe('Live Air');
    for (const rows of [
      ['Past Air', 'Y'],
      ['Next Air', 'Y'],
      ['Gone Air', 'N'],
    ] as const) {
      const { timetable, report, flights } = await importNames([airlineRow('BA', ...rows)], gone);
      expect(timetable.airlines).toEqual([{ code: 'BA', name: 'BA' }]);
      expect(flights.length).toBeGreaterThan(50);
      expect(report.notes.join()).toContain('No name was valid in 2026-08 for BA');
    }
  });

  it('get the one of several valid names that has the most flights', async () => {
    const names = [
      datedNameRow('BA', 'Cargo Air', { flights: '' }),
      datedNameRow('BA', 'Big Air', { flights: '50' }),
      datedNameRow('BA', 'Small Air', { flights: '7' }),
    ];
    expect(await nameOf(several, names)).toBe('Big Air');
  });

  it('get, if no name has flights today, one that has ended since, or of passenger flights, or the newest', async () => {
    const row = (name: string, more: object) => datedNameRow('BA', name, { flights: '0', ...more });
    expect(await nameOf(several, [row('A', {}), row('B', { validTo: '2028-01-01' })])).toBe('B');
    expect(await nameOf(several, [row('A', { type: 'C' }), row('B', { type: 'P' })])).toBe('B');
    expect(
      await nameOf(several, [row('A', { validFrom: '2001-01-01' }), row('B', { validFrom: '2020-01-01' })]),
    ).toBe('B');
  });
});
