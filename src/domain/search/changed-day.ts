import { DayBuilder, grouped } from './day-builder.js';
import type { DayChanges } from './day-changes.js';
import type { AirportNumbers, DayTimetable } from './day-timetable.js';

/** The day after its changes: with new and changed flights, without removed ones. */
export function changedDay(
  before: DayTimetable,
  changes: DayChanges,
  airports: AirportNumbers,
): DayTimetable {
  const { departs, ids, routeOrigins, routeDestinations, routeStarts } = before.arrays;
  const order = ordered(changes, airports);
  const builder = new DayBuilder(before.flightCount + order.length, ids.length + changes.idBytes);
  const isChanged = changedFlights(before, changes);
  let next = 0;
  const addChangesBefore = (origin: number, destination: number, departure: number) => {
    for (; next < order.length; next += 1) {
      const flight = order[next] ?? 0;
      const [from, to] = [changes.origins[flight] ?? 0, changes.destinations[flight] ?? 0];
      const difference = from - origin || to - destination || (changes.departs[flight] ?? 0) - departure;
      if (difference > 0) return;
      builder.add(changes, flight, from, to);
    }
  };
  for (let route = 0; route < routeOrigins.length; route += 1) {
    const [origin, destination] = [routeOrigins[route] ?? 0, routeDestinations[route] ?? 0];
    const end = routeStarts[route + 1] ?? 0;
    for (let flight = routeStarts[route] ?? 0; flight < end; flight += 1) {
      if (isChanged(flight)) continue;
      addChangesBefore(origin, destination, departs[flight] ?? 0);
      builder.add(before.arrays, flight, origin, destination);
    }
  }
  addChangesBefore(Infinity, 0, 0);
  return builder.finish(before.midnight, airports.count);
}

/** The departing flights by origin, destination and departure: a stable sort by each of them, the last first. */
function ordered(
  { origins, destinations, departs, count }: DayChanges,
  airports: AirportNumbers,
): Uint32Array {
  const byDeparture = sortedPlaces(departs.subarray(0, count));
  const [byDestination] = grouped(destinations.subarray(0, count), airports.count, byDeparture);
  const [order] = grouped(origins.subarray(0, count), airports.count, byDestination);
  return order;
}

/**
 * The limit of indices in `sortedPlaces`: a time within two days, in milliseconds, and an index below this fit together
 * into the 53 bits of a number.
 */
const PLACES_MAX = 2 ** 24;

/**
 * The indices of numbers in ascending order. It packs number and index into one number to sort, which is faster than
 * sorting by comparing.
 */
function sortedPlaces(numbers: Int32Array): Uint32Array {
  const keys = new Float64Array(numbers.length);
  for (let place = 0; place < keys.length; place += 1)
    keys[place] = (numbers[place] ?? 0) * PLACES_MAX + place;
  keys.sort();
  const places = new Uint32Array(keys.length);
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? 0;
    places[index] = key - Math.floor(key / PLACES_MAX) * PLACES_MAX;
  }
  return places;
}

/** Returns a test whether a flight of the day is among the changes. It does not decode each id. */
function changedFlights(day: DayTimetable, changes: DayChanges): (flight: number) => boolean {
  if (day.flightCount === 0) return () => false;
  const { ids, idEnds } = day.arrays;
  const changed = changes.changedIds();
  const encoder = new TextEncoder();
  const hashes = new Set([...changed].map((id) => hashOf(encoder.encode(id), 0, id.length)));
  return (flight) =>
    hashes.has(hashOf(ids, idEnds[flight - 1] ?? 0, idEnds[flight] ?? 0)) && changed.has(day.idOf(flight));
}

/** FNV-1a in 32 bits. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index += 1) {
    hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  }
  return hash;
}
