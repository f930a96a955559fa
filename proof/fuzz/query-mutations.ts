import type { Parameter } from './contract.js';
import { tamperedCursor } from './cursor-mutations.js';
import { note, type Draft } from './draft.js';
import { breaksInteger, breaksText, HOSTILE_TEXTS } from './hostile.js';
import type { Random } from './random.js';

/** Parameters that no operation knows. */
const UNKNOWN = ['expand', '__proto__', 'constructor', 'limit[]', 'sort[$ne]', '', 'ORIGIN', 'userId'];

/** Numbers that no parameter of the contract takes. */
const NO_INTEGERS = ['x', '', '-1', '1.5', '1e9', '1e309', 'NaN', 'Infinity', '9007199254740993', '1,2'];

/** Cursors that nobody gave out. */
const FORGED = [
  'forged',
  'eyJhZnRlciI6bnVsbH0',
  Buffer.from('["x",{"y":1}]').toString('base64url'),
  Buffer.from('{"__proto__":{"a":1}}').toString('base64url'),
  'x'.repeat(512),
];

/** How many characters of a query Node's parser lets pass beside the other headers. */
const ROOM = 12_000;

/** Half of what is broken about a list is its cursor: there is much that one can be made to say. */
const TAMPERED = Array<typeof tampered>(5).fill(tampered);

/** Breaks the query of a request, or puts something unusual into it. */
export function mutateQuery(draft: Draft, random: Random): void {
  const known = draft.operation.parameters.filter((parameter) => parameter.in === 'query');
  const kinds =
    known.length === 0
      ? [unknownParameter, thousands]
      : [unknownParameter, thousands, repeated, absent, unusual, unusual];
  const isList = known.some(({ name }) => name === 'cursor');
  random.pick(isList ? [...kinds, ...TAMPERED] : kinds)(draft, random, known);
}

function unknownParameter(draft: Draft, random: Random): void {
  const name = random.pick(UNKNOWN);
  draft.query.push([name, random.pick(['1', 'x'])]);
  note(draft, `unknown parameter ${JSON.stringify(name)}`, true);
}

/** As many as headers have room for, one name again and again or each its own. */
function thousands(draft: Draft, random: Random, known: readonly Parameter[]): void {
  const name = random.pick(['a', ...known.map((parameter) => parameter.name)]);
  const isOne = random.chance(0.5);
  const count = Math.floor(ROOM / (name.length + 6));
  for (let n = 0; n < count; n += 1) draft.query.push([isOne ? name : `${name}${n}`, '']);
  note(draft, `thousands of parameters, ${isOne ? 'all one' : 'each its own'}`, true);
}

function repeated(draft: Draft, random: Random, known: readonly Parameter[]): void {
  const { name, schema } = random.pick(known);
  const value = schema.type === 'integer' ? '1' : (schema.enum?.[0] ?? 'LHR');
  const there = draft.query.some(([other]) => other === name);
  draft.query.push([name, value], ...(there ? [] : ([[name, value]] as [string, string][])));
  note(draft, `parameter ${name} twice`, true);
}

function absent(draft: Draft, random: Random, known: readonly Parameter[]): void {
  const { name, required } = random.pick(known);
  replace(draft, name, []);
  note(draft, `no parameter ${name}`, required);
}

function unusual(draft: Draft, random: Random, known: readonly Parameter[]): void {
  const { name, schema } = random.pick(known);
  const { maximum = Infinity, minimum = -Infinity } = schema;
  if (schema.type === 'integer') {
    const edges = [minimum - 1, minimum, maximum, maximum + 1].filter(Number.isFinite).map(String);
    const value = random.pick([...NO_INTEGERS, ...edges]);
    const breaks = !/^\d+$/.test(value) || breaksInteger(schema, value);
    replace(draft, name, [value]);
    // Without an upper bound, 1e9 is a number like any other.
    note(draft, `parameter ${name}=${value}`, value === '1e9' ? maximum < 1e9 : breaks);
    return;
  }
  const value = name === 'cursor' ? random.pick(FORGED) : random.pick(HOSTILE_TEXTS);
  replace(draft, name, [value]);
  // What is only trimmed to something valid may be taken.
  const breaks = breaksText(schema, value) && breaksText(schema, value.trim());
  note(draft, `parameter ${name}=${JSON.stringify(value.slice(0, 20))}`, breaks);
}

function tampered(draft: Draft, random: Random, known: readonly Parameter[]): void {
  const cursor = tamperedCursor(draft, random);
  if (cursor === null) unusual(draft, random, known);
  else replace(draft, 'cursor', [cursor]);
}

function replace({ query }: Draft, name: string, values: readonly string[]): void {
  const others = query.filter(([other]) => other !== name);
  query.splice(0, query.length, ...others, ...values.map((value): [string, string] => [name, value]));
}
