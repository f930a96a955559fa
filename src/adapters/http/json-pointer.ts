/** How much of a name that a client made up is ever sent back. */
const PART_LENGTH_MAX = 100;

/** As RFC 6901 writes a part of a JSON pointer; of a long one, its beginning. */
export function pointerPart(part: string): string {
  return cut(part, PART_LENGTH_MAX).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The text, or its beginning and three dots where it is longer than `lengthMax`. */
export function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 3).toWellFormed()}...`;
}
