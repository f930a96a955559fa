/**
 * Reads data that is written one row a line; empty lines are for the eye. `field` answers what a named group of
 * `pattern` took. Throws Error, naming the row, for one that the pattern does not fit.
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
