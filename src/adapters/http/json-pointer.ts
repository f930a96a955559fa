/** How many characters of a name that a client chose are sent back. */
const PART_LENGTH_MAX = 100;

/** A part of a JSON pointer, escaped as RFC 6901 requires and shortened to 100 characters. */
export function pointerPart(part: string): string {
  return cut(part, PART_LENGTH_MAX).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The text, or its beginning and three dots if it is longer than `lengthMax`. */
export function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 3).toWellFormed()}...`;
}
