import { note, type Draft } from './draft.js';
import type { Random } from './random.js';

/** Ids that do not exist. */
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

/** Replaces an id in the path by an unknown one, if the path has any. */
export function mutatePath(draft: Draft, random: Random): void {
  const names = Object.keys(draft.pathValues);
  if (names.length === 0) return;
  const name = random.pick(names);
  const value = random.pick(UNKNOWN_IDS);
  draft.pathValues[name] = value;
  note(draft, `${name} ${JSON.stringify(value.slice(0, 20))}`, true);
}

/** Uses a method that the path does not support, or OPTIONS or HEAD. */
export function mutateMethod(draft: Draft, random: Random, supported: readonly string[]): void {
  const informative = supported.includes('GET') ? ['OPTIONS', 'HEAD'] : ['OPTIONS'];
  const unsupported = METHODS.filter((method) => !supported.includes(method));
  draft.method = random.pick(random.chance(0.3) ? informative : unsupported);
  note(draft, `method ${draft.method}`, unsupported.includes(draft.method));
}
