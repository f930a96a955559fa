import type { InputError } from '../../domain/shared/refusal.js';
import { pointerPart } from './json-pointer.js';

/** How deep objects and arrays may be nested. Bodies of the contract need five levels. */
export const NESTING_MAX = 32;

/** How many fields an object may have. Those of the contract have a dozen. */
const FIELDS_MAX = 100;

/** Codes of the characters that give JSON its structure. */
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const ARRAY_START = 0x5b;
const ARRAY_END = 0x5d;
const OBJECT_START = 0x7b;
const OBJECT_END = 0x7d;

/** How many errors are reported; a text may have thousands. */
const ERRORS_MAX = 20;

/** How deep the objects and arrays of a text are nested, and whether all of them are closed. */
export interface Nesting {
  readonly depth: number;
  readonly isClosed: boolean;
}

/**
 * Measures nesting in one pass, whether the text is JSON or not. JSON.parse counts the same brackets up to the place
 * where it fails, so it never nests deeper than `depth`.
 */
export function nestingOf(text: string): Nesting {
  let open = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === ARRAY_START || code === OBJECT_START) depth = Math.max(depth, (open += 1));
    else if (code === ARRAY_END || code === OBJECT_END) open -= 1;
  }
  return { depth, isClosed: open <= 0 };
}

/** An object or array that is not closed yet: the keys seen in it, and the key or index that the scan has reached. */
interface Container {
  readonly keys: Set<string> | null;
  at: string | number | null;
}

/**
 * Finds faults that JSON.parse accepts, in a text that it has parsed: a repeated field, a field named `__proto__`, an
 * unpaired surrogate, and an object with more than FIELDS_MAX fields, where the scan stops. Reads the text once.
 * Returns at most ERRORS_MAX errors, each with a JSON pointer (RFC 6901).
 */
export function faultsIn(json: string): InputError[] {
  const errors: InputError[] = [];
  const open: Container[] = [];
  let inside: Container | undefined;
  for (let at = 0; at < json.length && errors.length < ERRORS_MAX; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(json, at);
      const detail = faultOfString(json.slice(at + 1, end), inside);
      if (detail !== null) errors.push({ pointer: pointerTo(open), detail });
      if ((inside?.keys?.size ?? 0) > FIELDS_MAX) return errors;
      at = end;
    } else if (code === COMMA) {
      if (inside !== undefined) inside.at = typeof inside.at === 'number' ? inside.at + 1 : null;
    } else if (code === OBJECT_START || code === ARRAY_START) {
      inside = code === OBJECT_START ? { keys: new Set(), at: null } : { keys: null, at: 0 };
      open.push(inside);
    } else if (code === OBJECT_END || code === ARRAY_END) {
      open.pop();
      inside = open.at(-1);
    }
  }
  return errors;
}

/** The fault of a string, as it is written between its quotes; null without one. Records the string if it is a key. */
function faultOfString(written: string, inside: Container | undefined): string | null {
  const isKey = inside?.keys != null && inside.at === null;
  const isEscaped = written.includes('\\');
  if (!isKey && !isEscaped) return null;
  const text = isEscaped ? (JSON.parse(`"${written}"`) as string) : written;
  const isRepeated = isKey && inside.keys.has(text);
  if (isKey) {
    inside.keys.add(text);
    inside.at = text;
  }
  if (!text.isWellFormed()) return 'has an unpaired surrogate, which is not a character';
  if (isKey && inside.keys.size > FIELDS_MAX) return `is one field too many: send at most ${FIELDS_MAX}`;
  if (isKey && text === '__proto__') return 'is not known; leave it out';
  return isRepeated ? 'is repeated; send it once' : null;
}

/** The index of the closing quote of the string that begins at `start`, or the length of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}

function pointerTo(open: readonly Container[]): string {
  return open.map(({ at }) => `/${pointerPart(String(at))}`).join('');
}
