import { isDeepStrictEqual } from 'node:util';
import Joi from 'joi';
import { describe, expect, it } from 'vitest';
import { mutateBody } from '../../proof/fuzz/body-mutations.js';
import { readContract } from '../../proof/fuzz/contract.js';
import type { Draft } from '../../proof/fuzz/draft.js';
import { HOSTILE_NUMBERS, HOSTILE_TEXTS, jsonText } from '../../proof/fuzz/hostile.js';
import { Random } from '../../proof/fuzz/random.js';
import { compiledCheck } from '../../src/adapters/http/compiled-check.js';
import { CONTRACT } from '../../src/adapters/http/contract/contract.js';
import { openApiDocument } from '../../src/adapters/http/openapi/openapi.js';

const BODIES = 30_000;
const SEED = 20_270_115;

/** The operations with a body, as the contract declares and as the OpenAPI document describes them. */
const documented = readContract(openApiDocument('1', '2027-01-15')).operations;
const operations = Object.entries(CONTRACT).flatMap(([id, { body, method, path }]) => {
  const operation = documented.find((each) => each.method === method.toUpperCase() && each.path === path);
  return body === undefined || operation === undefined ? [] : [{ id, schema: body, operation }];
});
const compiled = operations.flatMap((each) => {
  const check = compiledCheck(each.schema);
  return check === null ? [] : [{ ...each, check }];
});

/** Whether Joi accepts the value as it is, validated like a body. */
function isAcceptedUnchanged(schema: Joi.Schema, value: unknown): boolean {
  const result = schema.required().prefs({ convert: false }).validate(value);
  return result.error === undefined && isDeepStrictEqual(result.value, value);
}

/** The example body of an operation with some mutations, as JSON.parse reads it. */
function bodyOf(operation: Draft['operation'], mutations: number, random: Random): unknown {
  const draft = { operation, body: operation.body?.example, notes: [] } as unknown as Draft;
  for (let done = 0; done < mutations; done += 1) mutateBody(draft, random);
  return draft.body === undefined ? undefined : JSON.parse(jsonText(draft.body));
}

describe('a compiled check', () => {
  it('exists for every body except those with an e-mail address', () => {
    const others = operations.filter(({ id }) => !compiled.some((each) => each.id === id));
    expect(others.map(({ id }) => id).sort()).toEqual(['login', 'register']);
  });

  it.each(compiled.map((each) => [each.id, each] as const))(
    'accepts the example of %s',
    (_, { check, operation }) => {
      expect(check(JSON.parse(JSON.stringify(operation.body?.example)))).toBe(true);
    },
  );

  it('accepts just the bodies that Joi accepts unchanged, among valid and hostile ones', () => {
    const tally = { accepted: 0, rejected: 0 };
    for (let number = 0; number < BODIES; number += 1) {
      const random = new Random(SEED, number);
      const { id, schema, check, operation } = random.pick(compiled);
      const body = bodyOf(operation, random.below(4), random);
      const isAccepted = check(body);
      tally[isAccepted ? 'accepted' : 'rejected'] += 1;
      if (isAccepted !== isAcceptedUnchanged(schema, body))
        expect.fail(`body ${number} of ${id}, ${isAccepted ? '' : 'not '}accepted: ${jsonText(body)}`);
    }
    expect(tally.accepted).toBeGreaterThan(BODIES / 4);
    expect(tally.rejected).toBeGreaterThan(BODIES / 4);
  });

  const field = Joi.string().max(5);
  it.each<[string, Joi.Schema]>([
    ['text', Joi.string()],
    ['text with bounds', Joi.string().min(2).max(5)],
    ['text or null', Joi.string().max(3).allow(null)],
    ['text, also empty', Joi.string().allow('')],
    ['one of some values', Joi.string().valid('a', '7', 0)],
    ['text of a list', Joi.string().valid('a', 'null', '$ne').required()],
    [
      'text by two patterns',
      Joi.string()
        .pattern(/^[^/]+$/i)
        .pattern(/\//),
    ],
    ['text by a pattern with slashes', Joi.string().pattern(/^\.\.\/|[/]/s, { name: 'a path' })],
    ['text that is normalized', Joi.string().custom((value: string) => value.normalize('NFC'))],
    ['text of a rule', Joi.string().custom((value: string, { error }) => (value > 'a' ? value : error('x')))],
    [
      'text of a rule that throws',
      Joi.string().custom((value: string) => value.at(9)?.at(0)?.trim() ?? fail()),
    ],
    ['text that a rule removes', Joi.string().custom(() => undefined)],
    ['a number', Joi.number()],
    ['a whole number', Joi.number().integer().min(-1).max(7)],
    ['a number or null', Joi.number().allow(null, 0.5)],
    ['numbers', Joi.array().items(Joi.number()).unique().max(3)],
    ['texts', Joi.array().items(Joi.string()).unique().min(1)],
    ['no fields', Joi.object({})],
    ['some fields', Joi.object({ a: field, b: field.required() })],
    ['at least one field', Joi.object({ a: field, b: field }).min(1)],
    ['either of two', Joi.object({ a: field, b: field, c: field }).xor('a', 'b')],
    ['one with others', Joi.object({ a: field, b: field, c: field }).with('a', ['b', 'c'])],
    [
      'lists of objects',
      Joi.array()
        .items(Joi.object({ a: Joi.string().allow(1).required(), b: field }))
        .unique('a'),
    ],
  ])('agrees with Joi about %s', (_, schema) => {
    const check = compiledCheck(schema);
    if (check === null) return expect.fail('has no check');
    const values = [...plainValues(), ...objects(), ...lists()];
    const differing = values.filter((value) => check(value) !== isAcceptedUnchanged(schema, value));
    expect(differing).toEqual([]);
  });

  it.each<[string, Joi.Schema]>([
    ['text of any length', Joi.string().min(0)],
    ['different texts or null', Joi.array().items(Joi.string().allow(null)).unique()],
    [
      'objects that differ',
      Joi.array()
        .items(Joi.object({ a: field }))
        .unique(),
    ],
  ])('accepts less than Joi, and never more: %s', (_, schema) => {
    const check = compiledCheck(schema);
    if (check === null) return expect.fail('has no check');
    const accepted = [...plainValues(), ...objects(), ...lists()].filter((value) => check(value));
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.filter((value) => !isAcceptedUnchanged(schema, value))).toEqual([]);
  });

  it.each<[string, Joi.Schema]>([
    ['another type', Joi.date()],
    ['a boolean', Joi.boolean()],
    ['alternatives', Joi.alternatives(Joi.string(), Joi.number())],
    ['a reference', Joi.object({ a: Joi.number(), b: Joi.number().min(Joi.ref('a')) })],
    ['a condition', Joi.object({ a: field.when('b', { is: 1, then: Joi.required() }), b: Joi.any() })],
    ['a default', Joi.string().default('a')],
    ['a forbidden value', Joi.string().invalid('a')],
    ['a value that must be left out', Joi.string().forbidden()],
    ['a forbidden field', Joi.object({ a: Joi.string().forbidden() })],
    ['letters in any case', Joi.string().valid('a').insensitive()],
    ['a rule of text that it does not know', Joi.string().email()],
    ['an exact length', Joi.string().length(3)],
    ['a length in bytes', Joi.string().max(3, 'utf8')],
    ['an inverted pattern', Joi.string().pattern(/a/, { invert: true })],
    ['a rule that only warns', Joi.string().max(3).warn()],
    ['a message of a rule', Joi.string().max(3).message('too long')],
    ['preferences', Joi.string().prefs({ convert: true })],
    ['an external rule', Joi.string().external(() => undefined)],
    ['unsafe numbers', Joi.number().unsafe()],
    ['any array', Joi.array()],
    ['an array of two schemas', Joi.array().items(Joi.string(), Joi.number())],
    ['an array that must contain an item', Joi.array().items(Joi.string().required())],
    ['an array with gaps', Joi.array().items(Joi.string()).sparse()],
    ['an array in place of one item', Joi.array().items(Joi.string()).single()],
    ['an order of items', Joi.array().ordered(Joi.string())],
    [
      'items unique by a path',
      Joi.array()
        .items(Joi.object({ a: field }))
        .unique('a.b'),
    ],
    [
      'items unique by a function',
      Joi.array()
        .items(field)
        .unique((a, b) => a === b),
    ],
    ['items unique unless undefined', Joi.array().items(field).unique('a', { ignoreUndefined: true })],
    ['any object', Joi.object()],
    ['unknown fields', Joi.object({ a: field }).unknown()],
    ['fields by pattern', Joi.object({ a: field }).pattern(/^x/, field)],
    ['a renamed field', Joi.object({ a: field }).rename('b', 'a')],
    ['a field that every object inherits', Joi.object({ constructor: field })],
    ['another rule between fields', Joi.object({ a: field, b: field }).and('a', 'b')],
    [
      'a rule between fields within fields',
      Joi.object({ a: Joi.object({ b: field }), c: field }).xor('a.b', 'c'),
    ],
    ['an extension', Joi.extend((joi) => ({ type: 'word', base: joi.string() })).word() as Joi.Schema],
  ])('does not exist for %s', (_, schema) => {
    expect(compiledCheck(schema)).toBeNull();
    expect(compiledCheck(Joi.object({ list: Joi.array().items(schema) }))).toBeNull();
  });
});

function fail(): never {
  throw new Error('too short');
}

function plainValues(): unknown[] {
  const numbers = HOSTILE_NUMBERS.map((text) => JSON.parse(text) as unknown);
  return [
    undefined,
    null,
    true,
    false,
    1,
    7,
    8,
    -1,
    'a',
    'abc',
    '7',
    'a/b',
    '../x',
    ...HOSTILE_TEXTS,
    ...numbers,
  ];
}

/** Objects of up to three fields, with usual and unusual names. */
function objects(): unknown[] {
  const values = ['', 'x', 'xxxxxx', 1, '1', null];
  const named = ['a', 'b', 'c', 'd', '__proto__', 'constructor'].flatMap((name) =>
    values.map((value) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
  );
  const pairs = named.flatMap((first) => named.map((second) => `{${first},${second}}`));
  const threes = ['{"a":"x","b":"x","c":"x"}', '{"a":"x","b":"x","c":"x","d":"x"}', '{"a":"x","c":"x"}'];
  return ['{}', ...named.map((one) => `{${one}}`), ...pairs, ...threes].map(
    (text) => JSON.parse(text) as unknown,
  );
}

function lists(): unknown[] {
  const items = [1, 2, -0, '1', 'a', '', null, true, [], {}, { a: 1 }, { a: '1' }, { a: null }, { b: 'x' }];
  const pairs = items.flatMap((first) => items.map((second) => [first, second]));
  return [
    [],
    ...items.map((item) => [item]),
    ...pairs,
    [1, 2, 3],
    [1, 2, 3, 4],
    ['a', 'b', 'a'],
    new Array(2),
  ];
}
