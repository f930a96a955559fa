import type { Airline } from '../../../domain/search/catalogue.js';

/** Twelve airlines with hubs on six continents, so that almost any trip needs at most one stop. */
export const SEED_AIRLINES: readonly Airline[] = [
  { code: 'AA', name: 'American Airlines' },
  { code: 'AF', name: 'Air France' },
  { code: 'BA', name: 'British Airways' },
  { code: 'DL', name: 'Delta Air Lines' },
  { code: 'EK', name: 'Emirates' },
  { code: 'ET', name: 'Ethiopian Airlines' },
  { code: 'LA', name: 'LATAM Airlines' },
  { code: 'LH', name: 'Lufthansa' },
  { code: 'QF', name: 'Qantas' },
  { code: 'SQ', name: 'Singapore Airlines' },
  { code: 'UA', name: 'United Airlines' },
  { code: 'VS', name: 'Virgin Atlantic' },
];
