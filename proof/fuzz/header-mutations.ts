import { note, removeHeader, setHeader, takesHeader, type Draft } from './draft.js';
import type { Random } from './random.js';

/** Invalid idempotency keys. Beyond ASCII, headers are sent as Latin-1. */
const INVALID_KEYS = ['', ' ', 'a b', 'ü', 'x'.repeat(256), 'a,\tb'];

/** Invalid versions, and versions that no booking has. */
const INVALID_VERSIONS = [
  '1',
  '"',
  '"a',
  'W/',
  '"1", 2',
  '\u00e9',
  "' or 1=1",
  '"999999"',
  'W/"1"',
  '"0"',
  '"-1"',
  '""',
];

/** Headers that any client may send. They may change the form of a response, but not its result. */
const HARMLESS: readonly [string, string][] = [
  ['X-Request-Id', 'x'.repeat(200)],
  ['X-Request-Id', 'a b'],
  ['X-Request-Id', '\u00fc'],
  ['traceparent', 'nonsense'],
  ['traceparent', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`],
  ['X-Forwarded-For', "' or 1=1, 999.999.999.999"],
  ['X-Forwarded-Host', 'evil.example'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['If-None-Match', '"x", *, W/'],
  ['Last-Event-ID', '-1'],
  ['Last-Event-ID', '9'.repeat(400)],
  ['Range', 'bytes=0-0'],
  ['Origin', 'null'],
  ['Cookie', `a=${'b'.repeat(2_000)}`],
  ['Expect', '100-continue'],
  ['Expect', 'miracles'],
  ['Accept-Encoding', 'br;q=x'],
  ['Accept', ',;q=,*/*;q=0.000x'],
  ['Accept-Language', '\u00fc'],
  // A length near the header size limit.
  ['Accept', `${'a/b;q=0.1,'.repeat(1_200)}*/*`],
  ['If-None-Match', 'W/"",'.repeat(2_400)],
  ['X-Forwarded-For', ' ,'.repeat(6_000)],
  ['Cookie', ';='.repeat(6_000)],
  ['traceparent', '0'.repeat(12_000)],
];

/** Breaks a header that the operation uses, or adds one that it must tolerate. */
export function mutateHeaders(draft: Draft, random: Random): void {
  const kinds = [harmless, unacceptable, tooLarge];
  if (takesHeader(draft.operation, 'Idempotency-Key')) kinds.push(brokenKey, brokenKey, keyTwice);
  if (takesHeader(draft.operation, 'If-Match')) kinds.push(otherVersion, otherVersion);
  random.pick(kinds)(draft, random);
}

function harmless(draft: Draft, random: Random): void {
  const [name, value] = random.pick(HARMLESS);
  setHeader(draft, name, value);
  note(draft, `${name}: ${value.slice(0, 30)}`, false);
}

function unacceptable(draft: Draft, random: Random): void {
  const value = random.pick(['image/png', 'application/json;q=0', 'x/y;q=1', 'text/csv, image/*']);
  setHeader(draft, 'Accept', value);
  note(draft, `Accept: ${value}`, true);
}

function tooLarge(draft: Draft): void {
  setHeader(draft, 'X-Large', 'x'.repeat(17_000));
  note(draft, 'headers of 17 KB', true);
}

function brokenKey(draft: Draft, random: Random): void {
  const value = random.pick(INVALID_KEYS);
  setHeader(draft, 'Idempotency-Key', value);
  note(draft, `Idempotency-Key: ${JSON.stringify(value.slice(0, 10))}`, true);
}

function keyTwice(draft: Draft): void {
  removeHeader(draft, 'Idempotency-Key');
  draft.headers.push(['Idempotency-Key', 'one'], ['Idempotency-Key', 'two']);
  note(draft, 'two keys', true);
}

function otherVersion(draft: Draft, random: Random): void {
  const value = random.pick(INVALID_VERSIONS);
  setHeader(draft, 'If-Match', value);
  note(draft, `If-Match: ${value}`, true);
}
