import type { Schema } from './contract.js';
import { note, type Draft } from './draft.js';
import {
  breaksInteger,
  breaksText,
  EXTRA_NAMES,
  HOSTILE_NUMBERS,
  HOSTILE_TEXTS,
  Verbatim,
} from './hostile.js';
import { placesOf, withField, withValueAt, type Place } from './places.js';
import type { Random } from './random.js';

/** A new value for a place, and whether the service must reject it. */
interface Change {
  readonly what: string;
  readonly value: unknown;
  readonly breaks: boolean;
}

type Mutation = (place: Place, random: Random) => Change | null;

const OF_EVERY_TYPE: readonly [string, unknown][] = [
  ['null', null],
  ['boolean', true],
  ['number', 7],
  ['string', '7'],
  ['array', []],
  ['array', [[]]],
  ['object', {}],
  ['object', { $ne: '' }],
];

const MUTATIONS: readonly Mutation[] = [wrongType, missing, extra, outsider, edge, text, number, twice];

/** Breaks the body at one place, or puts something unusual there. Leaves a request without a body unchanged. */
export function mutateBody(draft: Draft, random: Random): void {
  const { body } = draft.operation;
  if (body === null || draft.body === undefined) return;
  const places = placesOf(body.schema, draft.body);
  const found = places.flatMap((place) =>
    MUTATIONS.map((mutation) => [place, mutation(place, random)] as const).filter(
      ([, change]) => change !== null,
    ),
  );
  const [place, change] = random.pick(found);
  if (change === null) return;
  draft.body = withValueAt(draft.body, place.path, change.value);
  note(draft, `${change.what} at /${place.path.join('/')}`, change.breaks);
}

function wrongType({ schema }: Place, random: Random): Change {
  const type = schema.type === 'integer' ? 'number' : schema.type;
  const [name, value] = random.pick(OF_EVERY_TYPE.filter(([other]) => other !== type));
  return { what: `${name} for ${type ?? 'anything'}`, value, breaks: type !== undefined };
}

function missing({ path, isRequired }: Place): Change | null {
  if (typeof path.at(-1) !== 'string') return null;
  return { what: 'nothing', value: undefined, breaks: isRequired };
}

function extra({ value, schema }: Place, random: Random): Change | null {
  if (schema.type !== 'object' || typeof value !== 'object' || value === null) return null;
  const name = random.pick(EXTRA_NAMES.filter((each) => !Object.hasOwn(schema.properties ?? {}, each)));
  const more = withField(value, name, random.pick([1, 'admin', null, { role: 'admin' }]));
  return {
    what: `extra ${JSON.stringify(name.slice(0, 20))}`,
    value: more,
    breaks: schema.additionalProperties === false,
  };
}

function outsider({ schema, value }: Place, random: Random): Change | null {
  if (schema.enum === undefined || typeof value !== 'string') return null;
  return { what: 'enum outsider', value: random.pick([`${value}x`, value.toUpperCase(), '']), breaks: true };
}

/** A value at the bounds of the schema, or one beyond. */
function edge(place: Place, random: Random): Change | null {
  const { schema, value } = place;
  const edges = [...numberEdges(schema), ...textEdges(schema), ...listEdges(schema, value)];
  return edges.length === 0 ? null : random.pick(edges);
}

function numberEdges({ type, minimum, maximum }: Schema): Change[] {
  if (type !== 'integer') return [];
  const low = minimum === undefined ? [] : [changeTo(minimum, false), changeTo(minimum - 1, true)];
  const high = maximum === undefined ? [] : [changeTo(maximum, false), changeTo(maximum + 1, true)];
  return [...low, ...high];
}

function changeTo(value: number, breaks: boolean): Change {
  return { what: `${value}`, value, breaks };
}

function textEdges({ type, minLength, maxLength }: Schema): Change[] {
  if (type !== 'string') return [];
  const ofLength = (length: number, breaks: boolean): Change => {
    return { what: `${length} characters`, value: 'x'.repeat(Math.max(0, length)), breaks };
  };
  const short = minLength === undefined ? [] : [ofLength(minLength - 1, true)];
  const long = maxLength === undefined ? [] : [ofLength(maxLength, false), ofLength(maxLength + 1, true)];
  return [...short, ...long];
}

function listEdges({ type, minItems, maxItems, items }: Schema, value: unknown): Change[] {
  if (type !== 'array' || !Array.isArray(value)) return [];
  const ofLength = (length: number, breaks: boolean): Change => {
    const filler: unknown = value[0] ?? (items?.type === 'integer' ? 1 : '1A');
    return { what: `${length} items`, value: Array<unknown>(length).fill(filler), breaks };
  };
  const few = minItems === undefined ? [] : [ofLength(minItems - 1, true)];
  const many = maxItems === undefined ? [] : [ofLength(maxItems, false), ofLength(maxItems + 1, true)];
  return [...few, ...many, ofLength(1_000, maxItems !== undefined)];
}

function text({ schema }: Place, random: Random): Change | null {
  if (schema.type !== 'string') return null;
  const value = random.pick(HOSTILE_TEXTS);
  return { what: `text ${JSON.stringify(value.slice(0, 20))}`, value, breaks: breaksText(schema, value) };
}

function number({ schema }: Place, random: Random): Change | null {
  const written = random.pick(HOSTILE_NUMBERS);
  if (schema.type !== 'integer') return null;
  return { what: `number ${written}`, value: new Verbatim(written), breaks: breaksInteger(schema, written) };
}

function twice({ schema, value }: Place): Change | null {
  if (schema.uniqueItems !== true || !Array.isArray(value) || value.length === 0) return null;
  const items = value as unknown[];
  return { what: 'an item twice', value: [...items, items[0]], breaks: true };
}
