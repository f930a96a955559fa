/**
 * Reads data with one row per line, and skips empty lines. `field` returns the text of a named group of `pattern`.
 * Throws an Error that names the row if the pattern does not match.
 */
export function readRows<T>(
  text: string,
  pattern: RegExp,
  read: (field: (name: string) => string) => T,
): T[] {
  const rows = text.split('\n').map((line) => line.trim());
  return rows
    .filter((row) => row !== '')
    .map((row) => {
      const groups = pattern.exec(row)?.groups;
      return read((name) => {
        const value = groups?.[name];
        if (value === undefined) throw new Error(`The seed has a row that cannot be read: ${row}`);
        return value;
      });
    });
}
