import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { note, removeHeader, setHeader, type Draft } from './draft.js';
import type { Random } from './random.js';

/** As many bytes as a client's body may have, unpacked. */
const FULL = 65_536;

/** What parsers, and libraries around them, say of a text; a service must not know its own errors by such words. */
const PARSERS_WORDS = [
  'prototype',
  'Object contains forbidden prototype property',
  'Unexpected token',
  'Unexpected end of JSON input',
  'is not valid JSON',
  'Expected property name',
  'Bad control character in string literal',
  'request entity too large',
  'unexpected end of file',
  'incorrect header check',
  'encoding unsupported',
];

const filled = (before: string, part: string, after = '') =>
  before + part.repeat(Math.floor((FULL - before.length - after.length) / part.length)) + after;

/** Texts that cost much where anything looks at them more than once. None is a body that any operation takes. */
const DEAR: readonly [string, string][] = [
  ['a string without end', filled('{"a":"', '\\"')],
  ['backslashes', filled('{"a":"', '\\')],
  ['blanks', filled('', ' ')],
  ['digits', filled('{"a":', '9', '}')],
  ['arrays in arrays', filled('{"a":', '[')],
  ['objects in objects', filled('', '{"a":')],
  ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`],
  ['a field again and again', filled('{"a":1', ',"a":1', '}')],
  ['thousands of fields', `{${Array.from({ length: 5_000 }, (_, n) => `"k${n}":1`).join()}}`],
  ['empty objects', filled('{"flights":[{}', ',{}', ']}')],
  ['seats', filled('{"flights":[{"flightId":"x","seats":["1A"', ',"1A"', ']}],"passengers":[]}')],
  [
    'passengers',
    filled('{"passengers":[{"familyName":"A","type":"adult"}', ',{"familyName":"A","type":"adult"}', ']}'),
  ],
  ['marks', filled('{"name":"A', '\u0301', '"}').slice(0, FULL / 2)],
  ['an address of dots', filled('{"email":"a@', 'a.', '"}')],
  ['a long name of a field', filled('{"', '/', '":[{"a":1,"a":2}]}')],
];

/** Blanks that are a few kilobytes when packed. */
const UNPACKED_BYTES = 8 * 1024 * 1024;

const packers: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
};

/** Packed once each: to pack takes longer than to refuse. */
const packed = new Map<string, Buffer>();

/** Gives a request a body that is cheap to send and may be dear to read, mostly packed. */
export function giveCostlyBody(draft: Draft, random: Random): void {
  const [what, text] = random.pick(DEAR);
  send(draft, what, Buffer.from(text), random.pick([null, ...Object.keys(packers)]));
}

/** Gives a request a body that begins as a parser's message may, and goes on with what cannot be read. */
export function giveParsersWords(draft: Draft, random: Random): void {
  const words = random.pick(PARSERS_WORDS);
  const rest = random.pick([
    filled(`${words} "`, '\\"'),
    filled(`${words} "`, '\\u0022'),
    `${words} {"\\x":1}`,
  ]);
  send(draft, `the words "${words}"`, Buffer.from(rest), random.pick([null, ...Object.keys(packers)]));
}

/** Gives a request a body that unpacks to much more than any may have. */
export function giveBomb(draft: Draft, random: Random): void {
  const encoding = random.pick(Object.keys(packers));
  const bytes = Buffer.alloc(UNPACKED_BYTES, ' ');
  const known = packed.get(encoding) ?? packers[encoding]?.(bytes) ?? bytes;
  packed.set(encoding, known);
  setHeader(draft, 'Content-Encoding', encoding);
  draft.bytes = known;
  note(draft, `a few bytes of ${encoding} that unpack to megabytes`, true);
}

/** Gives a request a body that was packed twice, and says so. */
export function packTwice(draft: Draft, _: Random, text: string): void {
  setHeader(draft, 'Content-Encoding', 'gzip, gzip');
  draft.bytes = gzipSync(gzipSync(text));
  note(draft, 'packed twice', true);
}

function send(draft: Draft, what: string, bytes: Buffer, encoding: string | null): void {
  if (encoding === null) removeHeader(draft, 'Content-Encoding');
  else setHeader(draft, 'Content-Encoding', encoding);
  draft.bytes = encoding === null ? bytes : (packers[encoding]?.(bytes) ?? bytes);
  note(draft, `${what}, ${encoding ?? 'not'} packed`, true);
}
