import type { Airport } from './catalogue.js';
import { compareText } from '../shared/compare-text.js';
import { FoldedText, searchTexts, type SearchText } from './folded-text.js';
import { metropolitanName } from './metropolitan-areas.js';

/**
 * Airports that fit a query, best first: airports with the code or the city code; then airports whose city, name or
 * country begins with the whole query, or contains it; then airports that contain every word, in any order. Case,
 * accents and punctuation are ignored: `zuerich`, `chicago ohare`, `saint-denis`. Equal matches are sorted by city,
 * then by code.
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

/** The texts by which an airport is found. */
interface SearchTexts {
  readonly codes: readonly string[];
  /** The city in the airport's data, and the name of its metropolitan area. */
  readonly cities: readonly FoldedText[];
  readonly name: FoldedText;
  readonly country: FoldedText;
  /** All texts joined. A query with letters that are not in it matches none of them. */
  readonly haystack: string;
}

/** Made once per airport: folding all texts for every search would take longer than the search. */
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

/** The rank of an airport, smaller is better: by the whole query if it fits; otherwise by its words, ranked lower. */
function rank(airport: Airport, whole: SearchText, words: readonly SearchText[]): number {
  const texts = textsOf(airport);
  const isThere = words.every((ways) => ways.some((letters) => texts.haystack.includes(letters)));
  if (!isThere) return Infinity;
  const asWhole = rankOf(texts, whole);
  if (asWhole < Infinity || words.length === 1) return asWhole;
  return words.reduce((sum, word) => sum + rankOf(texts, word, CONTAINED_WORD_MIN), WORST_RANK + 1);
}

/** The last rank of `rankOf`. */
const WORST_RANK = 9;

/** Among several words, shorter ones match only the beginning of a word: `o hare` is not in Bucharest, Romania. */
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
