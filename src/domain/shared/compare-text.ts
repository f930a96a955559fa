/** Compares by code units, as databases compare plain ASCII: the same order everywhere, whatever the language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
