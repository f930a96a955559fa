import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { note, removeHeader, setHeader, type Draft } from './draft.js';
import type { Random } from './random.js';

/** The size limit of a client's body in bytes, unpacked. */
const FULL = 65_536;

/** Words of parser errors. The service must not recognize its own errors by such words in a body. */
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

/** Texts that are costly to read more than once. No operation accepts any of them as a body. */
const COSTLY: readonly [string, string][] = [
  ['an unterminated string', filled('{"a":"', '\\"')],
  ['backslashes', filled('{"a":"', '\\')],
  ['blanks', filled('', ' ')],
  ['digits', filled('{"a":', '9', '}')],
  ['arrays in arrays', filled('{"a":', '[')],
  ['objects in objects', filled('', '{"a":')],
  ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`],
  ['one field many times', filled('{"a":1', ',"a":1', '}')],
  ['thousands of fields', `{${Array.from({ length: 5_000 }, (_, n) => `"k${n}":1`).join()}}`],
  ['empty objects', filled('{"flights":[{}', ',{}', ']}')],
  ['seats', filled('{"flights":[{"flightId":"x","seats":["1A"', ',"1A"', ']}],"passengers":[]}')],
  [
    'passengers',
    filled('{"passengers":[{"familyName":"A","type":"adult"}', ',{"familyName":"A","type":"adult"}', ']}'),
  ],
  ['combining marks', filled('{"name":"A', '\u0301', '"}').slice(0, FULL / 2)],
  ['an email address of dots', filled('{"email":"a@', 'a.', '"}')],
  ['a long field name', filled('{"', '/', '":[{"a":1,"a":2}]}')],
];

/** Bytes of blanks that pack to a few kilobytes. */
const UNPACKED_BYTES = 8 * 1024 * 1024;

const packers: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
};

/** Packed bodies by encoding. Packing takes longer than the service takes to reject them. */
const packed = new Map<string, Buffer>();

/** Gives a request a body that is cheap to send and may be costly to read, usually packed. */
export function giveCostlyBody(draft: Draft, random: Random): void {
  const [what, text] = random.pick(COSTLY);
  send(draft, what, Buffer.from(text), random.pick([null, ...Object.keys(packers)]));
}

/** Gives a request an unreadable body that begins with the words of a parser error. */
export function giveParsersWords(draft: Draft, random: Random): void {
  const words = random.pick(PARSERS_WORDS);
  const rest = random.pick([
    filled(`${words} "`, '\\"'),
    filled(`${words} "`, '\\u0022'),
    `${words} {"\\x":1}`,
  ]);
  send(draft, `the words "${words}"`, Buffer.from(rest), random.pick([null, ...Object.keys(packers)]));
}

/** Gives a request a body that unpacks to far more than the size limit. */
export function giveBomb(draft: Draft, random: Random): void {
  const encoding = random.pick(Object.keys(packers));
  const bytes = Buffer.alloc(UNPACKED_BYTES, ' ');
  const known = packed.get(encoding) ?? packers[encoding]?.(bytes) ?? bytes;
  packed.set(encoding, known);
  setHeader(draft, 'Content-Encoding', encoding);
  draft.bytes = known;
  note(draft, `a few bytes of ${encoding} that unpack to megabytes`, true);
}

/** Gives a request a body that is packed twice, with a matching Content-Encoding. */
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
