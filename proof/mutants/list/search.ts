// Rules of search: words, cities, connections, and changes by other processes.
import type { Mutant } from '../mutant.js';
import { editsOf, testsIn } from './parts.js';

const inAirports = editsOf('src/domain/search/airport-search.ts');
const inFoldedText = editsOf('src/domain/search/folded-text.ts');
const inReference = editsOf('src/application/search/shared/reference-data.ts');
const inItineraries = editsOf('src/domain/search/itinerary-search.ts');
const inOnward = editsOf('src/domain/search/onward-routes.ts');
const inBookable = editsOf('src/application/search/shared/bookable-itineraries.ts');
const inRevisions = editsOf('src/adapters/mysql/search/catalogue-units.ts');

const ofAirports = testsIn('tests/domain/airport-search.test.ts');
const ofCities = testsIn('tests/http/cities.test.ts');
const ofItineraries = testsIn('tests/domain/itinerary-search.test.ts');
const ofFirstAnswers = testsIn('tests/application/first-answers.test.ts');
const ofBookable = testsIn('tests/application/bookable-itineraries.test.ts');
const ofLog = testsIn('tests/contracts/timetable-log.test.ts');

const BY_WORDS = ofAirports('airports are found by words in any order');
const CONNECTIONS_WORK = ofItineraries('the search for itineraries finds all itineraries with up to 0 stops');

export const SEARCH_MUTANTS: Mutant[] = [
  {
    name: 'every-word',
    says: 'One of several words is enough to find an airport.',
    edits: [
      inAirports('const isThere = words.every((ways)', 'const isThere = words.some((ways)'),
      inAirports(
        '(sum, word) => sum + rankOf(texts, word, CONTAINED_WORD_MIN)',
        '(least, word) => Math.min(least, rankOf(texts, word, CONTAINED_WORD_MIN))',
      ),
    ],
    project: 'memory',
    tests: [ofAirports('airports are found only if every word matches')],
    works: ofAirports('in airport search results the airport with the code comes first'),
  },
  {
    name: 'two-letters',
    says: 'A query with `ue` does not match `ü`.',
    edits: [
      inFoldedText("ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe'", "ä: 'a', ö: 'o', ü: 'u', å: 'a', ø: 'o'"),
    ],
    project: 'memory',
    tests: [ofAirports('airports are found however their letters are typed')],
    works: BY_WORDS,
  },
  {
    name: 'city-expansion',
    says: 'The code of a city means only the first of its airports.',
    edits: [
      inReference(
        'places.set(airport.cityCode, [...(places.get(airport.cityCode) ?? []), airport]);',
        'places.set(airport.cityCode, places.get(airport.cityCode) ?? [airport]);',
      ),
    ],
    project: 'memory',
    tests: [ofCities('a city code stands for all airports of the city')],
    works: ofCities('lower-case codes are the same codes'),
  },
  {
    name: 'same-city',
    says: 'Itineraries within one city are searched.',
    edits: [inReference('rejectSameCity(from, to);', '')],
    project: 'memory',
    tests: [ofCities('a city code is rejected with another code of the same city')],
    works: ofCities('a city code stands for all airports of the city'),
  },
  {
    name: 'connection-cut',
    says: 'Hubs are left out though an itinerary through them could be among the quickest.',
    edits: [
      inOnward(
        '(routeShortest[route] ?? 0) + CONNECTION_MIN + (',
        '(routeShortest[route] ?? 0) + 3 * CONNECTION_MIN + (',
      ),
    ],
    project: 'memory',
    tests: [
      ofItineraries('the search for itineraries finds itineraries with the shortest connections'),
      ofFirstAnswers('the first result of a search is the best itinerary'),
    ],
    works: CONNECTIONS_WORK,
  },
  {
    name: 'longest-connection',
    says: 'A connection has no maximum time.',
    edits: [
      inItineraries(
        'const latest = Math.min(arrives + CONNECTION_MAX, departs + this.quickest.limit - bound);\n    for',
        'const latest = departs + this.quickest.limit - bound;\n    for',
      ),
    ],
    project: 'memory',
    tests: [
      ofItineraries('the search for itineraries connects flights with 45 minutes to 8 hours between them'),
    ],
    works: CONNECTIONS_WORK,
  },
  {
    name: 'truth-of-candidates',
    says: 'Itineraries are returned though the catalogue has moved one of their flights.',
    edits: [
      inBookable(
        'if (number !== undefined && this.isBookable(flight, number)) this.open.set(number, flight);',
        'if (number !== undefined) this.open.set(number, flight);',
      ),
    ],
    project: 'memory',
    tests: [ofBookable('bookable itineraries are as the catalogue has them')],
    works: ofBookable('bookable itineraries are listed by duration'),
  },
  {
    name: 'day-revision',
    says: 'A flight that moves to another time does not change the revision of its day.',
    edits: [inRevisions('revisions.get(day) ?? 0, flight.id]', '0, flight.id]')],
    project: 'database',
    tests: [ofLog('the log of a day returns flights that are retimed or cancelled')],
    works: ofLog('the log of a day returns the whole day at first'),
  },
];
