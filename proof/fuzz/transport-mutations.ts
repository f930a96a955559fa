import { giveBomb, giveCostlyBody, giveParsersWords, packTwice } from './dear-bodies.js';
import { note, removeHeader, setHeader, type Draft } from './draft.js';
import { jsonText } from './hostile.js';
import type { Random } from './random.js';

const MEDIA_TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=latin1',
  'application/json; charset=utf-16',
  'application/jsonx',
  'application/problem+json',
  '',
];

/** Bodies that are not JSON objects, or not JSON at all. No operation accepts any of them. */
const ROOTS = [
  '[]',
  '"x"',
  'null',
  '7',
  'true',
  '{',
  '}',
  '{"a":}',
  "{'a':1}",
  '{"a":1,}',
  'NaN',
  '\0',
  '[[[[',
  '{}{}',
];

/** The depth of a nested body: deeper than any parser should follow, but below the size limit of a body. */
const DEPTH = 15_000;

/** The length of a body above the size limit of a client. */
const TOO_LARGE = 70_000;

/** Breaks the bytes of the body, its media type or its encoding. Gives a body to a request that takes none. */
export function mutateBytes(draft: Draft, random: Random): void {
  const text = draft.body === undefined ? '{"reason":"none"}' : jsonText(draft.body);
  setHeader(draft, 'Content-Type', 'application/json');
  draft.bytes = Buffer.from(text);
  random.pick(KINDS)(draft, random, text);
}

const KINDS: readonly ((draft: Draft, random: Random, text: string) => void)[] = [
  (draft, random, text) => {
    const length = 1 + random.below(text.length - 1);
    sent(draft, text.slice(0, length), `cut after ${length} characters`);
  },
  (draft, random) => {
    const root = random.pick(ROOTS);
    sent(draft, root, `the body ${JSON.stringify(root)}`);
  },
  (draft, random, text) => {
    const at = 1 + random.below(text.length - 1);
    draft.bytes = Buffer.concat([
      Buffer.from(text.slice(0, at)),
      Buffer.from([0xff, 0xc0]),
      Buffer.from(text.slice(at)),
    ]);
    note(draft, 'invalid UTF-8', true);
  },
  (draft, random) => {
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
    ]);
    const depth = Math.floor(DEPTH / open.length);
    sent(draft, `${open.repeat(depth)}1${close.repeat(depth)}`, 'deep nesting');
  },
  (draft, _, text) => sent(draft, `${text.slice(0, -1)}${' '.repeat(TOO_LARGE)}}`, 'too large'),
  (draft, _, text) => {
    const key = /^\{"([^"]*)"/.exec(text)?.[1] ?? 'x';
    sent(draft, `{"${key}":1,"${key}":2,${text.slice(1)}`, 'a field twice');
  },
  (draft, random) => {
    const type = random.pick(MEDIA_TYPES);
    if (type === '') removeHeader(draft, 'Content-Type');
    else setHeader(draft, 'Content-Type', type);
    note(draft, `Content-Type: ${type}`, true);
  },
  (draft, random) => {
    const encoding = random.pick(['gzip', 'deflate', 'br', 'zip']);
    setHeader(draft, 'Content-Encoding', encoding);
    note(draft, `not ${encoding} as declared`, true);
  },
  giveCostlyBody,
  giveCostlyBody,
  giveParsersWords,
  giveParsersWords,
  giveParsersWords,
  giveBomb,
  packTwice,
];

function sent(draft: Draft, text: string, what: string): void {
  draft.bytes = Buffer.from(text);
  note(draft, what, true);
}
