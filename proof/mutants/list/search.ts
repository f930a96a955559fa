// What makes search find what there is: words, cities, connections, and what others have changed.
import type { Mutant } from '../mutant.js';
import { editsOf, testsIn } from './parts.js';

const inAirports = editsOf('src/domain/search/airport-search.ts');
const inFoldedText = editsOf('src/domain/search/folded-text.ts');
const inReference = editsOf('src/application/search/shared/reference-data.ts');
const inItineraries = editsOf('src/domain/search/itinerary-search.ts');
const inBookable = editsOf('src/application/search/shared/bookable-itineraries.ts');
const inRevisions = editsOf('src/adapters/mysql/search/catalogue-units.ts');

const ofAirports = testsIn('tests/domain/airport-search.test.ts');
const ofCities = testsIn('tests/http/cities.test.ts');
const ofItineraries = testsIn('tests/domain/itinerary-search.test.ts');
const ofFirstAnswers = testsIn('tests/application/first-answers.test.ts');
const ofBookable = testsIn('tests/application/bookable-itineraries.test.ts');
const ofLog = testsIn('tests/contracts/timetable-log.test.ts');

const BY_WORDS = ofAirports('airports are found by words in any order');
const CONNECTIONS_WORK = ofItineraries('the search for itineraries finds what there is with 0 stops');

export const SEARCH_MUTANTS: Mutant[] = [
  {
    name: 'every-word',
    says: 'Of several words one is enough to find an airport.',
    edits: [
      inAirports('const isThere = words.every((ways)', 'const isThere = words.some((ways)'),
      inAirports(
        '(sum, word) => sum + rankOf(texts, word, CONTAINED_WORD_MIN)',
        '(least, word) => Math.min(least, rankOf(texts, word, CONTAINED_WORD_MIN))',
      ),
    ],
    project: 'memory',
    tests: [ofAirports('airports are found by no word less')],
    works: ofAirports('of airports that are found the one with the code comes first'),
  },
  {
    name: 'two-letters',
    says: 'What is typed as `ue` is not looked for as `ü`.',
    edits: [
      inFoldedText("ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe'", "ä: 'a', ö: 'o', ü: 'u', å: 'a', ø: 'o'"),
    ],
    project: 'memory',
    tests: [ofAirports('airports are found however their letters are typed')],
    works: BY_WORDS,
  },
  {
    name: 'city-expansion',
    says: 'The code of a city stands for the first of its airports alone.',
    edits: [
      inReference(
        'places.set(airport.cityCode, [...(places.get(airport.cityCode) ?? []), airport]);',
        'places.set(airport.cityCode, places.get(airport.cityCode) ?? [airport]);',
      ),
    ],
    project: 'memory',
    tests: [ofCities('a city’s code stands for all of its airports')],
    works: ofCities('codes that are written small are the same codes'),
  },
  {
    name: 'same-city',
    says: 'Journeys within one city are looked for.',
    edits: [inReference('rejectSameCity(from, to);', '')],
    project: 'memory',
    tests: [ofCities('a city’s code is refused with another of the same city')],
    works: ofCities('a city’s code stands for all of its airports'),
  },
  {
    name: 'connection-cut',
    says: 'Hubs are left out though a journey by them could still be among the quickest.',
    edits: [
      inItineraries(
        'return (arrays.routeShortest[route] ?? 0) + CONNECTION_MIN + rest;',
        'return (arrays.routeShortest[route] ?? 0) + 3 * CONNECTION_MIN + rest;',
      ),
    ],
    project: 'memory',
    tests: [
      ofItineraries('the search for itineraries finds what there is with 2 stops'),
      ofFirstAnswers('the first answer of a search is the best there is'),
    ],
    works: CONNECTIONS_WORK,
  },
  {
    name: 'longest-connection',
    says: 'Passengers wait for a flight as long as it takes.',
    edits: [
      inItineraries(
        'const latest = Math.min(arrives + CONNECTION_MAX, departs + this.quickest.limit - bound);\n    for',
        'const latest = departs + this.quickest.limit - bound;\n    for',
      ),
    ],
    project: 'memory',
    tests: [ofItineraries('the search for itineraries waits for a flight')],
    works: CONNECTIONS_WORK,
  },
  {
    name: 'truth-of-candidates',
    says: 'Journeys are answered though the catalogue says that a flight was moved.',
    edits: [
      inBookable(
        'if (number !== undefined && this.canBeHad(flight, number)) this.open.set(number, flight);',
        'if (number !== undefined) this.open.set(number, flight);',
      ),
    ],
    project: 'memory',
    tests: [ofBookable('itineraries that can be booked are as the catalogue has them')],
    works: ofBookable('itineraries that can be booked are listed by duration'),
  },
  {
    name: 'day-revision',
    says: 'A flight that moves to another time gives its day no revision.',
    edits: [inRevisions('revisions.get(day) ?? 0, flight.id]', '0, flight.id]')],
    project: 'database',
    tests: [ofLog('the log of a day tells of flights that leave at another time')],
    works: ofLog('the log of a day tells the whole of it at first'),
  },
];
