import { createHash } from 'node:crypto';
import { note, type Draft } from './draft.js';
import type { Random } from './random.js';

/** What a part of a cursor tells: a count, a moment, or a name. */
type Kind = 'whole' | 'instant' | 'id';

interface List {
  /** What the mark of its cursors is made of. */
  readonly asked: unknown;
  readonly parts: readonly Kind[];
}

const TRUE_PARTS: Readonly<Record<Kind, unknown>> = { whole: 0, instant: 1_800_000_000_000, id: 'A' };

/** What a cursor never tells, in the place of anything. */
const NOTHING = [
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

/** Moments in years that calendars, JavaScript or SQL do not have. */
const NO_MOMENTS = [253_402_300_800_000, 8_640_000_000_000_000, 8_640_000_000_000_001, 2 ** 53 - 1];

const NO_PARTS: Readonly<Record<Kind, readonly unknown[]>> = {
  whole: [...NOTHING, '0'],
  instant: [...NOTHING, ...NO_MOMENTS, ...NO_MOMENTS, '1800000000000'],
  id: [...NOTHING, 7],
};

/**
 * Comes with a cursor as its list gives them out, mark and all, that tells one thing which none of its own does. The
 * marks keep no secret: whoever knows how they are made can make them. Answers null for a list whose marks it cannot.
 */
export function tamperedCursor(draft: Draft, random: Random): string | null {
  const list = listOf(draft);
  if (list === null) return null;
  const position = list.parts.map((kind) => TRUE_PARTS[kind]);
  const place = random.below(position.length);
  const kind = list.parts[place] ?? 'id';
  if (random.chance(0.1)) position.push('A');
  else if (random.chance(0.1)) position.pop();
  else position[place] = random.pick(NO_PARTS[kind]);
  note(draft, `cursor of ${JSON.stringify(position).slice(0, 40)}`, true);
  return cursorOf(list.asked, position);
}

/** A cursor of the list to which these questions led, to any place in it. */
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

/** Whom the token of a request belongs to. */
function subjectOf(headers: Draft['headers']): unknown {
  const token = headers.find(([name]) => name === 'Authorization')?.[1];
  const claims = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString();
  return claims === '' ? null : (JSON.parse(claims) as { readonly sub?: unknown }).sub;
}
