import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/adapters/http/contract/problems.js';
import { openApiDocument } from '../../src/adapters/http/openapi/openapi.js';
import { dayOf } from '../../src/domain/shared/local-date.js';
import { DAY } from '../../src/domain/shared/instant.js';
import type { Json } from '../support/clients/api-client.js';
import { undocumentedPlaces } from '../support/clients/openapi-walk.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
let document: Json;
beforeAll(async () => {
  service = await startTestService();
  document = (await service.api.get('/openapi.json')).body;
});
afterAll(() => service.stop());

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    const result = await new Validator().validate(document);
    expect(result).toMatchObject({ valid: true });
  });

  it('describes every schema, property, parameter and header, with an example', () => {
    expect(undocumentedPlaces(document)).toEqual([]);
  });

  it('has only examples that are valid by their schemas', () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    ajv.addSchema(document, 'contract');
    let checked = 0;
    const faults: unknown[] = [];
    const check = (examples: unknown[], schemaPath: string[]) => {
      const pointer = schemaPath.map((part) =>
        encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
      );
      const validate = ajv.getSchema(`contract#/${pointer.join('/')}`)!;
      for (const example of examples) {
        checked += 1;
        if (!validate(example)) faults.push([schemaPath.join(' '), validate.errors]);
      }
    };
    visit(document, [], (node, path) => {
      // A media type or a parameter has its schema beside its example; a schema contains its examples.
      if ('schema' in node) {
        const named = Object.values<Json>(node.examples ?? {}).map((example) => example.value);
        check([...('example' in node ? [node.example] : []), ...named], [...path, 'schema']);
      } else if (Array.isArray(node.examples)) check(node.examples, path);
    });
    expect(faults).toEqual([]);
    expect(checked).toBeGreaterThan(600);
  });

  it('derives the dates of its examples from the day on which it is served', () => {
    const day = (text: Json) => JSON.stringify(text).match(/\b\d{4}-\d{2}-\d{2}/g) ?? [];
    const today = dayOf(service.clock.now());
    const days = day(document);
    expect(days.length).toBeGreaterThan(100);
    expect(days.filter((each) => each < today)).toEqual([]);
    const later = openApiDocument('0.1.0', '2031-07-20');
    expect(openApiDocument('0.1.0', '2031-07-20')).toEqual(later);
    expect(day(later).filter((each) => each < '2031-07-20')).toEqual([]);
  });

  it('is built again on the next day', async () => {
    const next = await startTestService();
    try {
      const before = (await next.api.get('/openapi.json')).body;
      next.clock.step(DAY);
      const after = (await next.api.get('/openapi.json')).body;
      const created = ({ components }: Json) => components.schemas.Booking.examples[0].createdAt.slice(0, 10);
      expect(created(after)).toBe(dayOf(next.clock.now()));
      expect(created(before)).not.toBe(created(after));
    } finally {
      await next.stop();
    }
  });

  it('has correct local times in its examples when clocks change', () => {
    // Between these days and the flight of the examples, British and American clocks change on different days.
    for (const today of ['2027-01-05', '2027-02-25', '2027-03-08', '2027-10-12', '2027-10-20']) {
      const { components } = openApiDocument('0.1.0', today) as Json;
      const { departure, arrival, durationMinutes } = components.schemas.Flight.examples[0];
      expect(Date.parse(arrival.at) - Date.parse(departure.at), today).toBe(durationMinutes * 60_000);
      for (const { at, local, timeZone } of [departure, arrival]) {
        const there = new Date(at).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
        expect(there, today).toBe(local);
      }
    }
  });

  it('names the shared types', () => {
    const { schemas } = document.components;
    for (const name of [
      'Cabin',
      'BookingStatus',
      'SeatState',
      'PaymentStatus',
      'PaymentMethod',
      'RefundPolicy',
    ])
      expect(schemas[name]?.enum, name).toBeDefined();
    expect(schemas.Booking.properties.total.$ref).toBe('#/components/schemas/Money');
    expect(schemas.Seat.properties.state.$ref).toBe('#/components/schemas/SeatState');
  });

  it('lists for every status its codes, and a schema for each code', () => {
    const { schemas } = document.components;
    for (const [name, { responses }] of operationsOf(document)) {
      for (const status of Object.keys(responses)) {
        const media = responseOf(document, responses, status).content?.['application/problem+json'];
        if (media === undefined) continue;
        const { properties, oneOf, discriminator } = media.schema;
        const codes = properties.code.enum as string[];
        expect(codes, `${name} ${status}`).toEqual(Object.keys(media.examples));
        expect(oneOf.map(({ $ref }: Json) => $ref)).toEqual(Object.values(discriminator.mapping));
        for (const [code, $ref] of Object.entries<string>(discriminator.mapping)) {
          const [, own] = schemas[$ref.split('/').at(-1) ?? ''].allOf;
          expect([own.properties.code.enum, own.properties.status.enum]).toEqual([[code], [Number(status)]]);
        }
      }
    }
  });

  it('describes shared responses once', () => {
    const shared = {
      406: 'NotAcceptable',
      413: 'BodyTooLarge',
      415: 'UnsupportedMediaType',
      500: 'InternalError',
    };
    for (const [name, { responses }] of operationsOf(document)) {
      for (const [status, response] of Object.entries(shared)) {
        if (!(status in responses)) continue;
        expect(responses[status], `${name} ${status}`).toEqual({
          $ref: `#/components/responses/${response}`,
        });
      }
    }
  });

  it('lists the refusals of every operation, and all problem codes', () => {
    for (const [path, operations] of Object.entries<Json>(document.paths)) {
      for (const [method, { responses }] of Object.entries<Json>(operations)) {
        expect(Object.keys(responses), `${method} ${path}`).toContain('500');
      }
    }
    expect(document.components.schemas.ProblemCode.enum).toEqual(Object.keys(PROBLEMS));
  });

  it('documents malformed JSON for operations with a body, and a too large body for all operations', () => {
    for (const [name, { requestBody, responses }] of operationsOf(document)) {
      const isRead = requestBody !== undefined;
      expect(responseOf(document, responses, '400').description.includes('`malformed-json`'), name).toBe(
        isRead,
      );
      expect('415' in responses, name).toBe(isRead);
      expect(Object.keys(responses), name).toContain('413');
    }
  });

  it('describes an unavailable store and an overload for every operation', () => {
    for (const [name, { tags, responses }] of operationsOf(document)) {
      if (tags.includes('Process')) continue;
      const { description, headers } = responseOf(document, responses, '503');
      for (const code of ['overloaded', 'database-unavailable'])
        expect(description, name).toContain(`\`${code}\``);
      expect(Object.keys(headers), name).toContain('Retry-After');
    }
  });

  it('describes an unknown outcome for every operation that writes', () => {
    for (const [name, { tags, responses }] of operationsOf(document)) {
      if (tags.includes('Process')) continue;
      const writes = !name.startsWith('get ');
      expect(responseOf(document, responses, '503').description.includes('`outcome-unknown`'), name).toBe(
        writes,
      );
    }
  });

  it('lists which responses of a payment are replayed, and where a running payment is found', () => {
    const { responses } = document.paths['/payment/simulate'].post;
    const replayed = Object.keys(responses).filter(
      (status) => 'Idempotency-Replayed' in responseOf(document, responses, status).headers,
    );
    expect(replayed).toEqual(['200', '202', '402', '409', '410']);
    expect(Object.keys(responses['202'].headers)).toContain('Location');
  });
});

/** Every operation with its method and path. */
function operationsOf({ paths }: Json): [string, Json][] {
  return Object.entries<Json>(paths).flatMap(([path, operations]) =>
    Object.entries<Json>(operations).map(([method, operation]): [string, Json] => [
      `${method} ${path}`,
      operation,
    ]),
  );
}

/** The response of a status, whether it is the operation's own or shared. */
function responseOf({ components }: Json, responses: Json, status: string): Json {
  const response = responses[status];
  return response.$ref === undefined ? response : components.responses[response.$ref.split('/').at(-1)];
}

/** Calls `call` for every object below `node`, except within examples. */
function visit(node: Json, path: string[], call: (node: Json, path: string[]) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) call(node, path);
  for (const [key, value] of Object.entries(node)) {
    if (!['example', 'examples'].includes(key)) visit(value, [...path, key], call);
  }
}
