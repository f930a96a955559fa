import { Refusal } from '../../../domain/refusal.js';

/** Refuses a journey that ends where it begins. */
export function refuseEqualAirports(origin: string, destination: string): void {
  if (origin !== destination) return;
  throw new Refusal('validation-failed', 'Choose two different airports.', {
    errors: [{ parameter: 'destination', detail: 'The destination is the origin.' }],
  });
}
