/** As RFC 6901 writes a part of a JSON pointer. */
export function pointerPart(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
