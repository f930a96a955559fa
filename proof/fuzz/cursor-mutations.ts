import { createHash } from 'node:crypto';
import { note, type Draft } from './draft.js';
import type { Random } from './random.js';

/** The type of a cursor part: a count, a moment, or an id. */
type Kind = 'whole' | 'instant' | 'id';

interface List {
  /** The values from which the cursor's mark is computed. */
  readonly asked: unknown;
  readonly parts: readonly Kind[];
}

const VALID_PARTS: Readonly<Record<Kind, unknown>> = { whole: 0, instant: 1_800_000_000_000, id: 'A' };

/** Values that no part of a cursor ever has. */
const INVALID_VALUES = [
  -1,
  0.5,
  null,
  true,
  {},
  [],
  '',
  ' ',
  '\0',
  '😀',
  'é',
  'a b',
  '7'.repeat(65),
  "' or 1=1 -- ",
];

/** Moments in years that calendars, JavaScript or SQL do not support. */
const INVALID_MOMENTS = [253_402_300_800_000, 8_640_000_000_000_000, 8_640_000_000_000_001, 2 ** 53 - 1];

const INVALID_PARTS: Readonly<Record<Kind, readonly unknown[]>> = {
  whole: [...INVALID_VALUES, '0'],
  instant: [...INVALID_VALUES, ...INVALID_MOMENTS, ...INVALID_MOMENTS, '1800000000000'],
  id: [...INVALID_VALUES, 7],
};

/**
 * Returns a cursor with a correct mark and one part that the list never issues. Marks are no secret, so that any client
 * can compute them. Returns null for a list whose marks it cannot compute.
 */
export function tamperedCursor(draft: Draft, random: Random): string | null {
  const list = listOf(draft);
  if (list === null) return null;
  const position = list.parts.map((kind) => VALID_PARTS[kind]);
  const place = random.below(position.length);
  const kind = list.parts[place] ?? 'id';
  if (random.chance(0.1)) position.push('A');
  else if (random.chance(0.1)) position.pop();
  else position[place] = random.pick(INVALID_PARTS[kind]);
  note(draft, `cursor of ${JSON.stringify(position).slice(0, 40)}`, true);
  return cursorOf(list.asked, position);
}

/** Returns a cursor with the mark of these query values and any position. */
export function cursorOf(asked: unknown, position: readonly unknown[]): string {
  const mark = createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 8);
  return Buffer.from(JSON.stringify([mark, ...position])).toString('base64url');
}

function listOf({ operation, query, headers }: Draft): List | null {
  const value = (name: string) => query.find(([other]) => other === name)?.[1];
  switch (operation.path) {
    case '/bookings':
      return {
        asked: ['bookings', subjectOf(headers), value('status')],
        parts: ['instant', 'id'],
      };
    case '/payments':
      return { asked: ['payments', value('bookingId')], parts: ['instant', 'id'] };
    case '/airports':
      return { asked: ['airports', value('q')], parts: ['whole', 'id'] };
    case '/airlines':
      return { asked: ['airlines'], parts: ['id'] };
    case '/aircraft':
      return { asked: ['aircraft'], parts: ['id'] };
    default:
      return null;
  }
}

/** Returns the subject of the request's token. */
function subjectOf(headers: Draft['headers']): unknown {
  const token = headers.find(([name]) => name === 'Authorization')?.[1];
  const claims = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString();
  return claims === '' ? null : (JSON.parse(claims) as { readonly sub?: unknown }).sub;
}
