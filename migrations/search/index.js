import { Catalogue1763900000001 } from './0001-catalogue.js';
import { DaysAndCities1764200000001 } from './0002-days-and-cities.js';
import { AttemptsOfTheOutbox1764400000003 } from './0003-attempts-of-the-outbox.js';

/** Search's migrations, the oldest first. What has been released is never changed: add another. */
export const MIGRATIONS = [
  Catalogue1763900000001,
  DaysAndCities1764200000001,
  AttemptsOfTheOutbox1764400000003,
];

/** Every table that they make, `search_migration` apart, where the record of them is. */
export const TABLES = ['airport', 'airline', 'aircraft', 'flight', 'flight_day', 'flight_change'];
