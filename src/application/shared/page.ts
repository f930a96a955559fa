import { hash } from 'node:crypto';
import { INSTANT_MAX } from '../../domain/shared/instant.js';
import { Refusal } from '../../domain/shared/refusal.js';
import { sortedJson } from './sorted-json.js';

/** A part of a list, and where the next part begins; null at the end. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}

/** The requested part of a list. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

type Position = readonly (string | number)[];

/** The allowed parts of a position. A forged cursor cannot contain anything else. */
const PARTS = {
  whole: isWhole,
  /** A moment in a year that every store can write. */
  instant: (part: unknown) => isWhole(part) && part <= INSTANT_MAX,
  /** Identifiers and codes, as in requests. `ids` has one for each flight of an itinerary. */
  id: (part: unknown) => typeof part === 'string' && /^[\x21-\x7e]{1,64}$/.test(part),
  ids: (part: unknown) =>
    typeof part === 'string' && /^[\x21-\x7e]{1,64}( [\x21-\x7e]{1,64}){0,2}$/.test(part),
} satisfies Record<string, (part: unknown) => boolean>;

type Shape<P extends Position> = {
  readonly [I in keyof P]: P[I] extends number ? 'whole' | 'instant' : 'id' | 'ids';
};

/**
 * Cursors of one list: opaque to clients, each valid only for the query (`asked`) for which it was made, in any order
 * of its keys. Any other cursor is rejected with `validation-failed`.
 */
export class Cursors<P extends Position> {
  private readonly mark: string;

  constructor(
    asked: unknown,
    private readonly shape: Shape<P>,
  ) {
    this.mark = hash('sha256', sortedJson(asked), 'base64url').slice(0, 8);
  }

  encode(position: P): string {
    return Buffer.from(JSON.stringify([this.mark, ...position])).toString('base64url');
  }

  decode(cursor: string): P {
    const text = Buffer.from(cursor, 'base64url');
    if (text.toString('base64url') !== cursor) throw invalidCursor();
    const [mark, ...position] = parseArray(text.toString());
    const fits =
      position.length === this.shape.length &&
      this.shape.every((kind, index) => PARTS[kind](position[index]));
    if (mark !== this.mark || !fits) throw invalidCursor();
    return position as unknown as P;
  }
}

function isWhole(part: unknown): part is number {
  return Number.isSafeInteger(part) && Number(part) >= 0;
}

/** Makes a page. One item more than fits on it shows that there is a next page. */
export function pageOf<T, V>(
  items: readonly T[],
  limit: number,
  cursorOf: (last: T) => string,
  view: (item: T) => V,
): Page<V> {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(view),
    next: items.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}

function parseArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function invalidCursor(): Refusal {
  const detail =
    'The cursor is malformed, or comes from another query. Send `next` of the last response unchanged.';
  return new Refusal('validation-failed', 'The cursor is not valid. Start again without it.', {
    errors: [{ parameter: 'cursor', detail }],
  });
}
