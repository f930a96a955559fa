import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/adapters/http/contract/problems.js';
import type { Json } from '../support/api-client.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe('what every process answers', () => {
  it('says that it lives, that it is ready, and what it is', async () => {
    expect((await service.api.get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await service.api.get('/readyz')).body).toMatchObject({ status: 'ready', role: 'all' });
    expect((await service.api.get('/version')).body).toMatchObject({ name: 'holdfast', role: 'all' });
    expect((await service.api.get('/metrics')).text).toContain(
      'holdfast_http_request_duration_seconds_count',
    );
  });

  it('leads from / to documentation that loads nothing from elsewhere', async () => {
    const root = await service.api.get('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/docs']);
    const page = await service.api.get('/docs', { headers: { Accept: 'text/html' } });
    expect(page.status).toBe(200);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(2);
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//);
      expect((await service.api.get(link)).status).toBe(200);
    }
  });

  it('carries the request’s id, or one of its own', async () => {
    const mine = await service.api.get('/nowhere', { headers: { 'X-Request-Id': 'req-1' } });
    expect([mine.headers.get('x-request-id'), mine.body.requestId]).toEqual(['req-1', 'req-1']);
    const made = await service.api.get('/nowhere', { headers: { 'X-Request-Id': 'two words' } });
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.body.requestId).toBe(made.headers.get('x-request-id'));
  });
});

describe('the OpenAPI document', () => {
  let document: Json;
  beforeAll(async () => {
    document = (await service.api.get('/openapi.json')).body;
  });

  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    const result = await new Validator().validate(document);
    expect(result).toMatchObject({ valid: true });
  });

  it('has examples that fit its schemas', () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    ajv.addSchema(document, 'contract');
    let checked = 0;
    visit(document.paths, ['paths'], (media, path) => {
      const examples = [
        media.example,
        ...Object.values(media.examples ?? {}).map((example: Json) => example.value),
      ];
      const pointer = [...path, 'schema'].map((part) =>
        encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
      );
      const validate = ajv.getSchema(`contract#/${pointer.join('/')}`)!;
      for (const example of examples) {
        if (example === undefined) continue;
        checked += 1;
        expect(validate(example) ? null : [path.join(' '), validate.errors]).toBeNull();
      }
    });
    expect(checked).toBeGreaterThan(100);
  });

  it('says of every operation what it refuses, by codes that exist', () => {
    for (const [path, operations] of Object.entries<Json>(document.paths)) {
      for (const [method, { responses }] of Object.entries<Json>(operations)) {
        expect(Object.keys(responses), `${method} ${path}`).toContain('500');
      }
    }
    expect(document.components.schemas.Problem.properties.code.enum.sort()).toEqual(
      Object.keys(PROBLEMS).sort(),
    );
  });

  it('says what becomes of a body that cannot be read, where one is read, and of one that is too large', () => {
    for (const [name, { requestBody, responses }] of operationsOf(document)) {
      const isRead = requestBody !== undefined;
      expect(responses['400'].description.includes('`malformed-json`'), name).toBe(isRead);
      expect('415' in responses, name).toBe(isRead);
      expect(Object.keys(responses), name).toContain('413');
    }
  });

  it('says of every operation that the store may be away, or asked too much', () => {
    for (const [name, { tags, responses }] of operationsOf(document)) {
      if (tags.includes('Process')) continue;
      expect(responses['503'].description, name).toContain('`overloaded`, `database-unavailable`');
      expect(Object.keys(responses['503'].headers), name).toContain('Retry-After');
    }
  });

  it('says of every operation that writes that its outcome may not be known', () => {
    for (const [name, { tags, responses }] of operationsOf(document)) {
      if (tags.includes('Process')) continue;
      const writes = !name.startsWith('get ');
      expect(responses['503'].description.includes('`outcome-unknown`'), name).toBe(writes);
    }
  });

  it('says which answers and refusals of a payment come again, and where one that runs is found', () => {
    const { responses } = document.paths['/payment/simulate'].post;
    const replayed = Object.keys(responses).filter(
      (status) => 'Idempotency-Replayed' in responses[status].headers,
    );
    expect(replayed).toEqual(['200', '202', '402', '409', '410']);
    expect(Object.keys(responses['202'].headers)).toContain('Location');
  });

  it('names the schemas that are used in many places', () => {
    const money = JSON.stringify(document.components.schemas.Booking.properties.total);
    expect(money).toBe('{"$ref":"#/components/schemas/Money"}');
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

/** Calls for every media type object below `node`. */
function visit(node: Json, path: string[], call: (media: Json, path: string[]) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if ('schema' in node && ('example' in node || 'examples' in node)) call(node, path);
  for (const [key, value] of Object.entries(node)) visit(value, [...path, key], call);
}
