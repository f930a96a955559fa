import { note, type Draft } from './draft.js';
import type { Random } from './random.js';

/** What nobody is called. */
const UNKNOWN_IDS = [
  'none',
  '0',
  '-1',
  '00000000-0000-7000-8000-000000000000',
  '__proto__',
  'constructor',
  "' or 1=1 -- ",
  "'or'1'='1",
  "'||(select(1))||'",
  '..',
  '../admin',
  'a/b',
  'a\0b',
  '\u202e',
  '😀',
  'x'.repeat(65),
  'x'.repeat(3_000),
  '%2e%2e',
  '*',
];

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE', 'PURGE', 'LINK', 'GET', 'FETCH'];

/** Asks for what is not there, if the path names anything. */
export function mutatePath(draft: Draft, random: Random): void {
  const names = Object.keys(draft.pathValues);
  if (names.length === 0) return;
  const name = random.pick(names);
  const value = random.pick(UNKNOWN_IDS);
  draft.pathValues[name] = value;
  note(draft, `${name} ${JSON.stringify(value.slice(0, 20))}`, true);
}

/** Comes with a method that the path does not take, or with one that asks about it. */
export function mutateMethod(draft: Draft, random: Random, taken: readonly string[]): void {
  const asking = taken.includes('GET') ? ['OPTIONS', 'HEAD'] : ['OPTIONS'];
  const refused = METHODS.filter((method) => !taken.includes(method));
  draft.method = random.pick(random.chance(0.3) ? asking : refused);
  note(draft, `method ${draft.method}`, refused.includes(draft.method));
}
