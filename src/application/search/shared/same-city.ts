import type { Airport } from '../../../domain/search/catalogue.js';
import { Refusal } from '../../../domain/shared/refusal.js';

/** Throws Refusal `validation-failed` for a route within one city. */
export function rejectSameCity(origins: readonly Airport[], destinations: readonly Airport[]): void {
  const cities = new Set(origins.map(({ cityCode }) => cityCode));
  if (!destinations.some(({ cityCode }) => cities.has(cityCode))) return;
  throw new Refusal('validation-failed', 'Choose airports of two different cities.', {
    errors: [{ parameter: 'destination', detail: 'The destination is in the same city as the origin.' }],
  });
}
