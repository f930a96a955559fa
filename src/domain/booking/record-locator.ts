/**
 * The characters of a booking's reference. I, O, 0 and 1 are left out, because they are misread and misheard;
 * what remains is 32 characters, five bits each.
 */
export const RECORD_LOCATOR_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Airlines' record locators have six characters: here about 1.07 thousand million of them. */
export const RECORD_LOCATOR_LENGTH = 6;

/** Makes a reference from random bytes, one for each character; throws RangeError for too few of them. */
export function recordLocator(randomBytes: Uint8Array): string {
  if (randomBytes.length < RECORD_LOCATOR_LENGTH) throw new RangeError('a record locator takes six bytes');
  return [...randomBytes.subarray(0, RECORD_LOCATOR_LENGTH)]
    .map((byte) => RECORD_LOCATOR_ALPHABET.charAt(byte % RECORD_LOCATOR_ALPHABET.length))
    .join('');
}
