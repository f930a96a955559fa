import { Catalogue1763900000001 } from './0001-catalogue.js';
import { DaysAndCities1764200000001 } from './0002-days-and-cities.js';
import { AttemptsOfTheOutbox1764400000003 } from './0003-attempts-of-the-outbox.js';
import { ListsFromOneIndex1764500000004 } from './0004-lists-from-one-index.js';

/** Search's migrations, the oldest first. Never change a released one: add another. */
export const MIGRATIONS = [
  Catalogue1763900000001,
  DaysAndCities1764200000001,
  AttemptsOfTheOutbox1764400000003,
  ListsFromOneIndex1764500000004,
];

/** Every table of the migrations, except `search_migration`, which records them. */
export const TABLES = ['airport', 'airline', 'aircraft', 'flight', 'flight_day', 'flight_change'];
