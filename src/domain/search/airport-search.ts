import type { Airport } from './catalogue.js';
import { compareText } from '../shared/compare-text.js';
import { FoldedText, searchTexts, type SearchText } from './folded-text.js';
import { metropolitanName } from './metropolitan-areas.js';

/**
 * Airports that a traveller may mean, best first: those with the code, or in the city with the code; then those whose
 * city, name or country begin with all that is typed, or contain it; then those where every word is found somewhere, in
 * any order. Case, accents and punctuation count for nothing: `zuerich`, `chicago ohare`, `saint-denis`. Airports that
 * fit equally well stand by city, then by code.
 */
export function searchAirports(airports: readonly Airport[], query: string): Airport[] {
  const { whole, words } = searchTexts(query);
  if (words.length === 0) return [];
  return airports
    .map((airport) => ({ airport, rank: rank(airport, whole, words) }))
    .filter(({ rank }) => rank < Infinity)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        compareText(a.airport.city, b.airport.city) ||
        compareText(a.airport.code, b.airport.code),
    )
    .map(({ airport }) => airport);
}

/** What an airport is found by. */
interface SearchTexts {
  readonly codes: readonly string[];
  /** As its data names the city, and as its metropolitan area is called. */
  readonly cities: readonly FoldedText[];
  readonly name: FoldedText;
  readonly country: FoldedText;
  /** All of it: what is not in here is not found. */
  readonly haystack: string;
}

/** Made once for each airport: folding all of them for every search would take longer than the search. */
const TEXTS = new WeakMap<Airport, SearchTexts>();

function textsOf(airport: Airport): SearchTexts {
  const known = TEXTS.get(airport);
  if (known !== undefined) return known;
  const codes = [airport.code.toLowerCase(), airport.cityCode.toLowerCase()];
  const cities = [...new Set([airport.city, metropolitanName(airport.cityCode) ?? airport.city])].map(
    (city) => new FoldedText(city),
  );
  const [name, country] = [new FoldedText(airport.name), new FoldedText(airport.country)];
  const haystack = [...codes, ...[...cities, name, country].map((text) => text.haystack)].join('\n');
  const texts = { codes, cities, name, country, haystack };
  TEXTS.set(airport, texts);
  return texts;
}

/** How badly an airport fits: by the whole query if it does, else by its words, after all that fit as a whole. */
function rank(airport: Airport, whole: SearchText, words: readonly SearchText[]): number {
  const texts = textsOf(airport);
  const isThere = words.every((ways) => ways.some((letters) => texts.haystack.includes(letters)));
  if (!isThere) return Infinity;
  const asWhole = rankOf(texts, whole);
  if (asWhole < Infinity || words.length === 1) return asWhole;
  return words.reduce((sum, word) => sum + rankOf(texts, word, CONTAINED_WORD_MIN), WORST_RANK + 1);
}

/** The last of the ranks below. */
const WORST_RANK = 9;

/** Of several words, shorter ones count only where a word begins with them: `o hare` is not in Bucharest, Romania. */
const CONTAINED_WORD_MIN = 3;

function rankOf({ codes, cities, name, country }: SearchTexts, sought: SearchText, containedMin = 1): number {
  const contained = sought.filter((letters) => letters.length >= containedMin);
  const inCity = (test: (city: FoldedText) => boolean) => cities.some(test);
  const tests = [
    () => sought.some((letters) => codes.includes(letters)),
    () => inCity((city) => city.equals(sought)),
    () => inCity((city) => city.startsWith(sought)),
    () => name.startsWith(sought),
    () => sought.some((letters) => codes[0]?.startsWith(letters)),
    () => inCity((city) => city.hasWord(sought)),
    () => name.hasWord(sought),
    () => country.hasWord(sought),
    () => inCity((city) => city.includes(contained)),
    () => name.includes(contained),
  ];
  const first = tests.findIndex((test) => test());
  return first < 0 ? Infinity : first;
}
