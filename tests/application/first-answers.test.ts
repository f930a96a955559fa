import { describe, expect, it } from 'vitest';
import { MemoryCatalogueLoader } from '../../src/adapters/memory/search/catalogue-loader.js';
import { MemoryCatalogueReads } from '../../src/adapters/memory/search/catalogue-reads.js';
import { SearchTables } from '../../src/adapters/memory/search/tables.js';
import { MemoryTimetableLog } from '../../src/adapters/memory/search/timetable-log.js';
import { openDataTimetable } from '../../src/adapters/timetables/open-data/open-data-timetable.js';
import { seedTimetable } from '../../src/adapters/timetables/seed/seed-timetable.js';
import { FindItineraries } from '../../src/application/search/find-itineraries.js';
import type { Timetable } from '../../src/application/search/ports.js';
import { BookableItineraries } from '../../src/application/search/shared/bookable-itineraries.js';
import { FlightTimetable } from '../../src/application/search/shared/flight-timetable.js';
import { ReferenceData } from '../../src/application/search/shared/reference-data.js';
import { TravelDates } from '../../src/application/search/shared/travel-dates.js';
import type { CatalogueFlight } from '../../src/domain/search/catalogue.js';
import { bookable, firstAnswers } from '../support/builders/all-itineraries.js';
import {
  airlineRow,
  airportRow,
  aWeek,
  importOf,
  localTimes,
  realDataFolder,
  SEGMENTS,
  segmentRow,
} from '../support/builders/open-data-folder.js';

/** The second of the loaded days: an itinerary may begin a day earlier by the calendar of its next airport. */
const DAY = '2027-01-16';
const DAYS_LOADED = 6;
const CLOCK = { now: () => Date.UTC(2027, 0, 10) };

/** The number of airports that are searched from and to. */
const AIRPORTS = 40;

async function searchOf(timetable: Timetable, flights: readonly CatalogueFlight[]) {
  const tables = new SearchTables();
  const loader = new MemoryCatalogueLoader(tables);
  await loader.loadAirports(timetable.airports);
  await loader.loadFlights(flights);
  const reads = new MemoryCatalogueReads(tables);
  const itineraries = new BookableItineraries(
    reads,
    new FlightTimetable(new MemoryTimetableLog(tables), CLOCK, CLOCK.now),
    CLOCK,
  );
  return new FindItineraries(
    itineraries,
    new ReferenceData(reads, CLOCK),
    new TravelDates(localTimes, CLOCK),
  );
}

/**
 * Compares the first result between each two of the airports with the one that brute force finds. Returns how many
 * of them have a result.
 */
async function compare(timetable: Timetable, codes: readonly string[], maxStops: number): Promise<number> {
  const flights = [...timetable.flights()];
  const leaving = bookable(flights);
  const search = await searchOf(timetable, flights);
  const cities = new Map(timetable.airports.map(({ code, cityCode }) => [code, cityCode]));
  const wrong: string[] = [];
  let found = 0;
  for (const origin of codes) {
    const asked = { origins: [origin], destinations: [], day: DAY, maxStops };
    const expected = firstAnswers(leaving, new Set(codes), asked);
    for (const destination of codes) {
      if (cities.get(origin) === cities.get(destination)) continue;
      const query = { origin, destination, date: DAY, passengers: 1, maxStops, limit: 1 };
      const [first] = (await search.execute(query)).data;
      const best = expected.get(destination);
      const actual = first === undefined ? undefined : first.flights.map(({ id }) => id).join(' ');
      if (actual !== best?.[3])
        wrong.push(`${origin} to ${destination}: ${actual ?? 'none'}, not ${best?.[3] ?? 'none'}`);
      if (best !== undefined) found += 1;
    }
  }
  expect(wrong).toEqual([]);
  return found;
}

/** Airports all over the world, some of them hubs: a made-up network in the format of the real files. */
async function madeUpWorld() {
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const zones = [
    'Europe/London',
    'America/New_York',
    'Asia/Tokyo',
    'Pacific/Auckland',
    'Pacific/Honolulu',
    'Asia/Kolkata',
  ];
  const longitudes = [0, -75, 140, 175, -157, 77];
  const codes = Array.from(
    { length: 70 },
    (_, index) => `Q${String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26))}`,
  );
  const legs = new Set<string>();
  for (const code of codes) {
    for (let leg = 0; leg < 3; leg += 1) {
      const other = codes[random(leg === 0 ? codes.length : 8)]!;
      if (other !== code) legs.add(`${code}-${other}`).add(`${other}-${code}`);
    }
  }
  return await importOf(
    {
      'airports.dat': codes.map((code, index) => {
        const place = index % zones.length;
        return airportRow(code, {
          zone: zones[place]!,
          at: [random(120) - 60, longitudes[place]! + random(9)],
        });
      }),
      'airlines.dat': [airlineRow('QQ')],
      [SEGMENTS]: [...legs].map((leg) => {
        const flights = 10 + random(100);
        return segmentRow(leg, 'QQ', 150 * flights, flights);
      }),
    },
    { days: DAYS_LOADED },
  );
}

describe('the first result of a search', () => {
  it.each([0, 1, 2])(
    'is the best itinerary in the seed, with up to %d stops',
    { timeout: 120_000 },
    async (maxStops) => {
      const seed = seedTimetable({ firstDay: '2027-01-15', days: DAYS_LOADED, currency: 'GBP', localTimes });
      const codes = seed.airports.map(({ code }) => code).slice(0, AIRPORTS);
      expect(codes).toHaveLength(AIRPORTS);
      const found = await compare(seed, codes, maxStops);
      if (maxStops === 2) expect(found).toBeGreaterThan(1_300);
    },
  );

  it('is the best itinerary in schedules of the real format', { timeout: 120_000 }, async () => {
    const { timetable } = await madeUpWorld();
    const codes = timetable.airports.map(({ code }) => code).slice(0, AIRPORTS);
    expect(await compare(timetable, codes, 2)).toBeGreaterThan(1_000);
  });

  const folder = realDataFolder();

  it.skipIf(folder === null)(
    'is the best itinerary in real schedules (skipped without them)',
    { timeout: 900_000 },
    async () => {
      const { timetable } = await openDataTimetable(folder!, { ...aWeek, days: DAYS_LOADED });
      const hubs = 'LHR JFK EDI ADL ATL PEK DXB HND LAX ORD CDG FRA HKG AMS SIN SYD GRU JNB DEL IST';
      const others = 'BNE CBR MEL PER AKL KTM LPA KEF ANC FAI HNL PPT EZE SCL BOG NBO LOS DUS BHX TOS';
      expect(await compare(timetable, `${hubs} ${others}`.split(' '), 2)).toBeGreaterThan(1_500);
    },
  );
});
