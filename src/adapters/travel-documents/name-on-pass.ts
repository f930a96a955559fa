import anyAscii from 'any-ascii';
import type { Passenger } from '../../domain/booking/booking.js';

/** The width of the name in the bar code (IATA Resolution 792). */
const NAME_LENGTH_MAX = 20;

/** Stands for a family name of which nothing can be written in Latin letters, as IATA recommends to airlines. */
const UNKNOWN_FAMILY_NAME = 'LNU';

/**
 * A name in the letters A to Z: letters of other scripts are transliterated (any-ascii), marks are left out, and so is
 * everything else, blanks and hyphens included. Empty if nothing of the name can be transliterated.
 */
export function latinLetters(name: string): string {
  return anyAscii(name)
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, '');
}

/**
 * The name of a passenger for the bar code: the family name, an oblique and the given names, at most 20 characters
 * (IATA Resolution 792). A longer name loses letters at the end of its given names, all but the first; then at the end
 * of its family name. A passenger with a single name has no oblique.
 */
export function nameInBarCode({
  familyName,
  givenName,
}: Pick<Passenger, 'familyName' | 'givenName'>): string {
  const family = latinLetters(familyName) || UNKNOWN_FAMILY_NAME;
  const given = latinLetters(givenName ?? '');
  if (given === '') return family.slice(0, NAME_LENGTH_MAX);
  return `${family.slice(0, NAME_LENGTH_MAX - '/X'.length)}/${given}`.slice(0, NAME_LENGTH_MAX);
}
