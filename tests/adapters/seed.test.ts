import { beforeAll, describe, expect, it } from 'vitest';
import type { LocalTimes } from '../../src/application/search/ports.js';
import {
  readSchedule,
  seedSchedule,
  type ScheduledFlight,
} from '../../src/adapters/timetables/seed/schedule.js';
import { seedTimetable } from '../../src/adapters/timetables/seed/seed-timetable.js';
import { TemporalLocalTimes } from '../../src/adapters/time-zones/temporal-local-times.js';
import { blockMinutes } from '../../src/adapters/timetables/shared/block-time.js';
import { FLEET } from '../../src/adapters/timetables/shared/fleet.js';
import { countPerCabin } from '../../src/domain/flight/cabin.js';
import { departureDay, type CatalogueFlight } from '../../src/domain/search/catalogue.js';
import { distanceKm } from '../../src/domain/search/distance.js';
import { groupBy } from '../../src/domain/shared/group-by.js';
import { addDays } from '../../src/domain/shared/local-date.js';
import { cabinsOf, seatsOf } from '../../src/domain/flight/seat-layout.js';
import { allItineraries } from '../support/builders/all-itineraries.js';

const EUROPE = 'LHR LGW CDG AMS FRA MUC ZRH MAD BCN LIS FCO VIE CPH ARN OSL HEL DUB IST ATH WAW';
const NORTH_AMERICA = 'JFK EWR BOS ORD ATL MIA LAX SFO SEA DFW YYZ YVR MEX';
const SOUTH_AMERICA = 'BOG LIM GRU EZE SCL';
const MIDDLE_EAST_AND_AFRICA = 'DXB DOH TLV CAI JNB CPT NBO LOS ADD';
const ASIA_AND_PACIFIC = 'DEL BOM SIN BKK HKG PVG ICN HND NRT SYD MEL AKL';
const WANTED = [EUROPE, NORTH_AMERICA, SOUTH_AMERICA, MIDDLE_EAST_AND_AFRICA, ASIA_AND_PACIFIC];

const localTimes = new TemporalLocalTimes();
const timetableFrom = (firstDay: string, days: number, times: LocalTimes = localTimes) =>
  seedTimetable({ firstDay, days, currency: 'GBP', localTimes: times });

/** A Monday in winter and one in summer of the northern hemisphere. */
const WINTER = '2027-01-11';
const SUMMER = '2027-07-12';
const week = timetableFrom(WINTER, 7);
const schedule = seedSchedule();
const airports = new Map(week.airports.map((airport) => [airport.code, airport]));
const distanceOf = ({ origin, destination }: ScheduledFlight) =>
  distanceKm(airports.get(origin)!, airports.get(destination)!);
const routeOf = ({ origin, destination }: { origin: string; destination: string }) =>
  `${origin}-${destination}`;

/** The flight with that number on that local day. */
function flightOn(day: string, number: string, times?: LocalTimes): CatalogueFlight {
  const flights = [...timetableFrom(day, 1, times).flights()];
  return flights.find(({ flightNumber }) => flightNumber === number)!;
}

let flights: CatalogueFlight[];
beforeAll(() => {
  flights = [...week.flights()];
});

describe('the seed', () => {
  it('has airports on all continents, in real time zones', () => {
    expect([...airports.keys()]).toEqual(expect.arrayContaining(WANTED.flatMap((list) => list.split(' '))));
    expect(airports.size).toBe(week.airports.length);
    for (const { timeZone, latitude, longitude, name, city, country } of week.airports) {
      expect(localTimes.isTimeZone(timeZone)).toBe(true);
      expect(Math.abs(latitude)).toBeLessThan(66);
      expect(Math.abs(longitude)).toBeLessThan(180);
      for (const text of [name, city, country]) expect(text).toMatch(/^\p{Lu}[\p{L}\p{P} ]+$/u);
    }
  });

  it('spells cities with their accents', () => {
    expect(airports.get('ZRH')).toMatchObject({ city: 'Zürich', country: 'Switzerland' });
    expect(airports.get('GRU')?.city).toBe('São Paulo');
    expect(airports.get('BOG')?.city).toBe('Bogotá');
  });

  it('has twelve airlines, all of which fly', () => {
    const codes = week.airlines.map(({ code }) => code);
    expect(codes).toHaveLength(12);
    expect(codes).toEqual(expect.arrayContaining(['BA', 'AA', 'VS', 'DL']));
    expect(new Set(schedule.map(({ airline }) => airline))).toEqual(new Set(codes));
  });

  it('has only aircraft that it flies, with the layouts of the fleet', () => {
    const flown = new Set(schedule.map(({ aircraft }) => aircraft));
    expect(new Set(week.aircraft.map(({ code }) => code))).toEqual(flown);
    for (const type of week.aircraft) {
      expect(Object.keys(type)).toEqual(['code', 'name', 'sections']);
      expect(FLEET.find(({ code }) => code === type.code)).toMatchObject(type);
    }
  });

  it('has each flight number once', () => {
    const numbers = schedule.map(({ flightNumber }) => flightNumber);
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
  });

  it('has each flight followed by its return flight, as often a week', () => {
    for (let index = 0; index < schedule.length; index += 2) {
      const [out, back] = [schedule[index]!, schedule[index + 1]!];
      const { airline, origin, destination, aircraft } = out;
      expect(back).toMatchObject({ airline, origin: destination, destination: origin, aircraft });
      expect(back.days, `${out.flightNumber} and ${back.flightNumber}`).toHaveLength(out.days.length);
    }
  });

  it('has plausible speeds', () => {
    const speeds = schedule.map((flight) => ({
      flight: flight.flightNumber,
      km: distanceOf(flight),
      kmh: distanceOf(flight) / (flight.blockMinutes / 60),
    }));
    expect(speeds.filter(({ km, kmh }) => km > 500 && (kmh < 300 || kmh > 950))).toEqual([]);
    expect(speeds.filter(({ km, kmh }) => km <= 500 && (kmh < 150 || kmh > 450))).toEqual([]);
  });

  it('has block times near those that blockMinutes() estimates', () => {
    const ratios = schedule.map((flight) => {
      const { engine } = FLEET.find(({ code }) => code === flight.aircraft)!;
      const ratio = flight.blockMinutes / blockMinutes(distanceOf(flight), engine);
      return { flight: flight.flightNumber, ratio };
    });
    expect(ratios.filter(({ ratio }) => ratio < 0.8 || ratio > 1.45)).toEqual([]);
  });

  it('takes longer westward over the North Atlantic, against the wind', () => {
    const minutes = (origin: string, destination: string) =>
      schedule
        .filter((flight) => flight.origin === origin && flight.destination === destination)
        .map((flight) => flight.blockMinutes);
    expect(Math.min(...minutes('LHR', 'JFK'))).toBeGreaterThan(Math.max(...minutes('JFK', 'LHR')) + 45);
  });

  it.each([WINTER, SUMMER])('keeps to the opening hours of airports in the week of %s', (firstDay) => {
    const openAtNight = /^(ADD|AKL|BKK|BOM|BOG|CAI|DEL|DOH|DXB|EZE|GRU|HKG|HND|ICN|JNB|LIM|LOS|NBO|SIN|TLV)$/;
    const curfews: Record<string, readonly [from: string, until: string]> = {
      FRA: ['23:00', '05:00'],
      LHR: ['23:30', '04:45'],
      SYD: ['23:00', '06:00'],
      ZRH: ['23:30', '06:00'],
    };
    for (const { id, origin, destination, departure, arrival } of timetableFrom(firstDay, 7).flights()) {
      const [leaves, comes] = [departure.local.slice(11, 16), arrival.local.slice(11, 16)];
      if (leaves < '05:30') expect(origin, id).toMatch(openAtNight);
      if (comes > '00:30' && comes < '04:30') expect(destination, id).toMatch(openAtNight);
      const [closes, opens] = curfews[origin] ?? ['24:00', '00:00'];
      expect(leaves >= opens && leaves < closes, id).toBe(true);
      const [closesTo, opensTo] = curfews[destination] ?? ['24:00', '00:00'];
      expect(comes >= opensTo && comes < closesTo, id).toBe(true);
    }
  });

  it('rejects malformed rows', () => {
    const good = 'BA117 LHR JFK 1.3.5.7 08:20 480 77W';
    expect(readSchedule(`\n  ${good}\n\n`)).toEqual([
      {
        airline: 'BA',
        flightNumber: 'BA117',
        origin: 'LHR',
        destination: 'JFK',
        days: [1, 3, 5, 7],
        departure: '08:20',
        blockMinutes: 480,
        aircraft: '77W',
      },
    ]);
    for (const [part, wrong] of [
      ['BA117', 'BA0117'],
      ['LHR', 'LH'],
      ['1.3.5.7', '1357'],
      ['1.3.5.7', '3.1.5.7'],
      ['08:20', '24:20'],
      ['08:20', '8:20'],
      ['480', '8h'],
      ['77W', '77W extra'],
    ] as const) {
      const row = good.replace(part, wrong);
      expect(() => readSchedule(row)).toThrow(row);
    }
  });
});

describe('the flights of the seed', () => {
  it('are as many as flightCount says, 200 to 350 a day', () => {
    expect(flights).toHaveLength(week.flightCount);
    const perDay = groupBy(flights, departureDay);
    expect([...perDay.keys()]).toEqual(Array.from({ length: 7 }, (_, index) => addDays(WINTER, index)));
    for (const day of perDay.values()) {
      expect(day.length).toBeGreaterThanOrEqual(200);
      expect(day.length).toBeLessThanOrEqual(350);
    }
  });

  it('have unique ids', () => {
    expect(new Set(flights.map(({ id }) => id)).size).toBe(flights.length);
    expect(flightOn('2027-01-15', 'BA117').id).toBe('BA117-LHR-20270115');
  });

  it('leave on their days of operation', () => {
    const daysOf = (number: string) =>
      flights.filter(({ flightNumber }) => flightNumber === number).map(departureDay);
    expect(daysOf('BA718')).toEqual([0, 1, 2, 3, 4, 6].map((index) => addDays(WINTER, index)));
    expect(daysOf('QF27')).toEqual([0, 2, 4, 5, 6].map((index) => addDays(WINTER, index)));
  });

  it('have a fare for each cabin, dearer in front, and all seats left', () => {
    const shared = new Map(flights.map(({ aircraft, seatsLeft }) => [aircraft, seatsLeft]));
    for (const { aircraft, fares, seatsLeft, version, status } of flights) {
      const { sections } = week.aircraft.find(({ code }) => code === aircraft)!;
      expect(fares.map(({ cabin }) => cabin)).toEqual(cabinsOf(sections));
      const amounts = fares.map(({ price }) => price.amount);
      expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
      expect(amounts.at(-1)).toBeGreaterThan(2_000);
      expect(amounts[0]).toBeLessThan(2_000_000);
      expect(fares.every(({ price }) => price.currency === 'GBP')).toBe(true);
      expect(seatsLeft).toEqual(countPerCabin(seatsOf(sections)));
      expect(seatsLeft).toBe(shared.get(aircraft));
      expect({ version, status }).toEqual({ version: 1, status: 'scheduled' });
    }
  });

  it('are the same in every range of days', () => {
    const later = [...timetableFrom(addDays(WINTER, 3), 10).flights()];
    const both = new Set(flights.map(({ id }) => id));
    expect(later.filter(({ id }) => both.has(id))).toEqual(
      flights.filter((flight) => departureDay(flight) >= addDays(WINTER, 3)),
    );
    expect([...week.flights()]).toEqual(flights);
  });

  it('connect every airport to every other', () => {
    const next = groupBy(schedule, ({ origin }) => origin);
    for (const start of airports.keys()) {
      const reached = new Set([start]);
      for (const code of reached) for (const flight of next.get(code) ?? []) reached.add(flight.destination);
      expect(reached.size, `from ${start}`).toBe(airports.size);
    }
  });

  it('go from London to New York and back with BA, VS, AA and DL every day', () => {
    const byDay = groupBy(flights, (flight) => `${routeOf(flight)} ${departureDay(flight)}`);
    for (let index = 0; index < 7; index += 1) {
      for (const route of ['LHR-JFK', 'JFK-LHR']) {
        const airlines = byDay.get(`${route} ${addDays(WINTER, index)}`)!.map(({ airline }) => airline);
        expect(new Set(airlines)).toEqual(new Set(['BA', 'VS', 'AA', 'DL']));
        expect(airlines.filter((airline) => airline === 'BA').length).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it.each([
    'ZRH-JFK',
    'JFK-ZRH',
    'EDI-HKG',
    'WAW-BOS',
    'LIS-DEL',
    'BOG-LHR',
    'NBO-FRA',
    'CBR-LAX',
    'LHR-SYD',
  ])('connect with one stop every weekday: %s', (route) => {
    const [origin, destination] = route.split('-');
    for (let index = 0; index < 5; index += 1) {
      const day = addDays(WINTER, index);
      const asked = { origins: [origin!], destinations: [destination!], day, maxStops: 1 };
      expect(allItineraries(flights, asked).length, day).toBeGreaterThan(0);
    }
  });
});

describe('local times of the seed', () => {
  const utc = (flight: CatalogueFlight) => [flight.departure.at, flight.arrival.at].map(clockOf);
  const local = ({ departure, arrival }: CatalogueFlight) => [departure.local, arrival.local];
  const clockOf = (instant: number) => new Date(instant).toISOString().slice(11, 16);

  it('make arrivals an hour later while only New York has changed its clocks', () => {
    // New York puts the clocks forward on 14 March, London on 28 March.
    const [before, between, after] = ['2027-03-13', '2027-03-20', '2027-03-28'].map((day) =>
      flightOn(day, 'BA117'),
    );
    expect(local(before!)).toEqual(['2027-03-13T08:20:00', '2027-03-13T11:20:00']);
    expect(local(between!)).toEqual(['2027-03-20T08:20:00', '2027-03-20T12:20:00']);
    expect(local(after!)).toEqual(['2027-03-28T08:20:00', '2027-03-28T11:20:00']);
    expect(utc(before!)).toEqual(['08:20', '16:20']);
    expect(utc(between!)).toEqual(['08:20', '16:20']);
    expect(utc(after!)).toEqual(['07:20', '15:20']);
  });

  it('keep the local departure while its instant shifts', () => {
    const [before, after] = ['2027-03-13', '2027-03-14'].map((day) => flightOn(day, 'BA112'));
    expect(local(before!)).toEqual(['2027-03-13T18:30:00', '2027-03-14T06:25:00']);
    expect(local(after!)).toEqual(['2027-03-14T18:30:00', '2027-03-15T05:25:00']);
    expect(utc(before!)).toEqual(['23:30', '06:25']);
    expect(utc(after!)).toEqual(['22:30', '05:25']);
  });

  it('move a flight an hour later when clocks skip its departure time', () => {
    const skipping: LocalTimes = {
      toInstant: (time, zone) => (time.endsWith('T08:20:00') ? null : localTimes.toInstant(time, zone)),
      toLocal: (instant, zone) => localTimes.toLocal(instant, zone),
      isTimeZone: (name) => localTimes.isTimeZone(name),
    };
    const flight = flightOn('2027-01-15', 'BA117', skipping);
    expect(flight.id).toBe('BA117-LHR-20270115');
    expect(local(flight)).toEqual(['2027-01-15T09:20:00', '2027-01-15T12:20:00']);
    expect(utc(flight)).toEqual(['09:20', '17:20']);
    const stopped: LocalTimes = { ...skipping, toInstant: () => null };
    expect(() => flightOn('2027-01-15', 'BA117', stopped)).toThrow('Europe/London');
  });

  it.each([
    ['QF11', '2027-01-15T11:10:00', '2027-01-15T05:50:00'],
    ['QF12', '2027-01-15T22:30:00', '2027-01-17T08:30:00'],
    ['DL64', '2027-01-15T17:30:00', '2027-01-15T08:35:00'],
    ['UA1', '2027-01-15T22:50:00', '2027-01-17T07:50:00'],
    ['UA876', '2027-01-15T17:00:00', '2027-01-15T09:20:00'],
    ['QF28', '2027-01-15T13:30:00', '2027-01-16T17:35:00'],
  ])('are right across the date line: %s', (number, departure, arrival) => {
    expect(local(flightOn('2027-01-15', number))).toEqual([departure, arrival]);
  });
});
