import type { Parameter } from './contract.js';
import { tamperedCursor } from './cursor-mutations.js';
import { note, type Draft } from './draft.js';
import { breaksInteger, breaksText, HOSTILE_TEXTS } from './hostile.js';
import type { Random } from './random.js';

/** Parameters that no operation defines. */
const UNKNOWN = ['expand', '__proto__', 'constructor', 'limit[]', 'sort[$ne]', '', 'ORIGIN', 'userId'];

/** Values that no integer parameter of the contract accepts. */
const NO_INTEGERS = ['x', '', '-1', '1.5', '1e9', '1e309', 'NaN', 'Infinity', '9007199254740993', '1,2'];

/** Cursors that the service never issued. */
const FORGED = [
  'forged',
  'eyJhZnRlciI6bnVsbH0',
  Buffer.from('["x",{"y":1}]').toString('base64url'),
  Buffer.from('{"__proto__":{"a":1}}').toString('base64url'),
  'x'.repeat(512),
];

/** How many characters of a query fit into Node's header limit beside the other headers. */
const QUERY_LENGTH_MAX = 12_000;

/** Half of the mutations of a list concern its cursor, because a cursor has many parts to tamper with. */
const TAMPERED = Array<typeof tampered>(5).fill(tampered);

/** Breaks the query of a request, or adds something unusual. */
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

/** Adds as many parameters as fit into the header limit, all of one name or all different. */
function thousands(draft: Draft, random: Random, known: readonly Parameter[]): void {
  const name = random.pick(['a', ...known.map((parameter) => parameter.name)]);
  const isOne = random.chance(0.5);
  const count = Math.floor(QUERY_LENGTH_MAX / (name.length + 6));
  for (let n = 0; n < count; n += 1) draft.query.push([isOne ? name : `${name}${n}`, '']);
  note(draft, `thousands of parameters, ${isOne ? 'all of one name' : 'all different'}`, true);
}

function repeated(draft: Draft, random: Random, known: readonly Parameter[]): void {
  const { name, schema } = random.pick(known);
  const value = schema.type === 'integer' ? '1' : (schema.enum?.[0] ?? 'LHR');
  const isPresent = draft.query.some(([other]) => other === name);
  draft.query.push([name, value], ...(isPresent ? [] : ([[name, value]] as [string, string][])));
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
    // Without an upper bound, 1e9 is a valid number.
    note(draft, `parameter ${name}=${value}`, value === '1e9' ? maximum < 1e9 : breaks);
    return;
  }
  const value = name === 'cursor' ? random.pick(FORGED) : random.pick(HOSTILE_TEXTS);
  replace(draft, name, [value]);
  // A value that is valid after trimming may be accepted.
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
