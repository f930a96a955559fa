import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meaningOf, SERVER_ERRORS } from '../../src/adapters/mysql/connection/server-errors.js';

/** The rows of the table in the documentation, in the form of the code's table. */
function documented() {
  const page = readFileSync('docs/database.md', 'utf8');
  const [, section = ''] = page.split('## When the server refuses');
  const rows = section.matchAll(/^\| ([a-z-]+) +\| ([a-z-]+) +\| ([\d, ]+)\|$/gm);
  return [...rows].map(([, kind, name, numbers = '']) => ({
    kind,
    name,
    numbers: numbers.split(',').map(Number),
  }));
}

describe('the errors of the server', () => {
  it('are the same in the documentation and in the code', () => {
    expect(documented()).toEqual(SERVER_ERRORS);
  });

  it('have one meaning each', () => {
    const numbers = SERVER_ERRORS.flatMap((errors) => errors.numbers);
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
  });

  it('have no meaning when they are not listed', () => {
    for (const number of [0, -111, 1048, 1062, 1064, 1406, 1644]) expect(meaningOf(number)).toBeNull();
  });
});
