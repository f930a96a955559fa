import type { Airport } from './catalogue.js';
import { compareText } from './compare-text.js';

/**
 * Airports that fit a few letters, best first: the code itself, then cities, names and countries that begin with the
 * letters, then those that contain them. Accents and case count for nothing: `zur` finds Zürich.
 */
export function searchAirports(airports: readonly Airport[], query: string): Airport[] {
  const wanted = plain(query);
  return airports
    .map((airport) => ({ airport, rank: rank(airport, wanted) }))
    .filter(({ rank }) => rank < Infinity)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        compareText(a.airport.city, b.airport.city) ||
        compareText(a.airport.code, b.airport.code),
    )
    .map(({ airport }) => airport);
}

function rank(airport: Airport, wanted: string): number {
  const code = airport.code.toLowerCase();
  const [city, name, country] = [plain(airport.city), plain(airport.name), plain(airport.country)];
  const tests = [
    code === wanted,
    city === wanted,
    city.startsWith(wanted),
    name.startsWith(wanted),
    code.startsWith(wanted),
    beginsAWord(city, wanted),
    beginsAWord(name, wanted),
    country.startsWith(wanted),
    city.includes(wanted),
    name.includes(wanted),
  ];
  const first = tests.indexOf(true);
  return first < 0 ? Infinity : first;
}

function beginsAWord(text: string, wanted: string): boolean {
  return text.includes(` ${wanted}`) || text.includes(`-${wanted}`);
}

/** Without accents and case: letters are taken apart from their marks (Unicode NFD), and the marks dropped. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
