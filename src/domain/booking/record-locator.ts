/**
 * The characters of a record locator. I, O, 0 and 1 are left out, because they are misread and misheard. That leaves 32
 * characters, five bits each.
 */
export const RECORD_LOCATOR_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Six characters, as airlines use: about 1.07 thousand million record locators. */
export const RECORD_LOCATOR_LENGTH = 6;

/** Makes a record locator from random bytes, one for each character. Throws RangeError for too few bytes. */
export function recordLocator(randomBytes: Uint8Array): string {
  if (randomBytes.length < RECORD_LOCATOR_LENGTH) throw new RangeError('a record locator needs six bytes');
  return [...randomBytes.subarray(0, RECORD_LOCATOR_LENGTH)]
    .map((byte) => RECORD_LOCATOR_ALPHABET.charAt(byte % RECORD_LOCATOR_ALPHABET.length))
    .join('');
}
