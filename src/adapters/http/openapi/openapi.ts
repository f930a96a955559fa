import type Joi from 'joi';
import { CONTRACT } from '../contract/contract.js';
import type { AnswerSpec, OperationSpec } from '../contract/operation.js';
import { TAGS } from '../contract/tags.js';
import { COMPONENTS } from './components.js';
import { INTRODUCTION } from './introduction.js';
import { jsonSchemaOf, SchemaComponents, type JsonSchema } from './json-schema.js';
import { problemResponses, type ResponseObject, type Responses, problemSchema } from './problem-schema.js';

const HEADERS: Readonly<Record<string, JsonSchema>> = {
  'X-Request-Id': header('The id that was sent with the request, or one made for it'),
  'Retry-After': header('Seconds to wait before another try'),
  ETag: header('The version, for `If-Match`; on what may be cached, for `If-None-Match`'),
  Location: header('Where what was made can be found'),
  'WWW-Authenticate': header('How to say who you are'),
  'Idempotency-Replayed': header('`true` when this is the answer of an earlier request with the same key'),
};

/** The whole contract as an OpenAPI 3.1 document, made from the very schemas that validate requests. */
export function openApiDocument(version: string): JsonSchema {
  const components = new SchemaComponents({ ...COMPONENTS, Problem: problemSchema });
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const [id, spec] of Object.entries(CONTRACT)) {
    paths[spec.path] = { ...paths[spec.path], [spec.method]: operationObject(id, spec, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast',
      version,
      summary: 'Flight booking that never sells a seat twice',
      description: INTRODUCTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: components.all(),
      headers: HEADERS,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operationObject(id: string, spec: OperationSpec, components: SchemaComponents): JsonSchema {
  return {
    operationId: id,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    security: spec.caller === 'anyone' ? [] : [{ bearer: [] }],
    parameters: parametersOf(spec),
    ...(spec.body === undefined ? {} : { requestBody: requestBody(spec.body, spec.bodyExample, components) }),
    responses: merged(
      {
        ...Object.fromEntries(
          Object.entries(spec.answers).map(([status, answer]) => [
            status,
            response(answer, spec, components),
          ]),
        ),
        ...(spec.cacheSeconds === undefined ? {} : { 304: response(NOT_MODIFIED, spec, components) }),
      },
      problemResponses(spec),
    ),
  };
}

/** A status that is an answer here and a problem there is either, told apart by its media type. */
function merged(answers: Responses, problems: Responses): Responses {
  const both = Object.entries(problems).map(([status, problem]) => {
    const answer = answers[status];
    if (answer === undefined) return [status, problem];
    const description = `${answer.description}; or ${problem.description}`;
    const headers = { ...answer.headers, ...problem.headers };
    return [status, { description, headers, content: { ...answer.content, ...problem.content } }];
  });
  return { ...answers, ...(Object.fromEntries(both) as Responses) };
}

const NOT_MODIFIED: AnswerSpec = {
  description: '`If-None-Match` names what is still true; nothing is sent again',
};

function requestBody(schema: Joi.Schema, example: unknown, components: SchemaComponents): JsonSchema {
  return { required: true, content: { 'application/json': { schema: components.refer(schema), example } } };
}

function response(answer: AnswerSpec, spec: OperationSpec, components: SchemaComponents): ResponseObject {
  const names = [
    'X-Request-Id',
    ...(answer.headers ?? []),
    ...(spec.cacheSeconds === undefined ? [] : ['ETag']),
    ...(keepsAnswers(spec) ? ['Idempotency-Replayed'] : []),
  ];
  const headers = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
  const example = answer.example === undefined ? {} : { example: answer.example };
  const content =
    answer.schema !== undefined
      ? { content: { 'application/json': { schema: components.refer(answer.schema), ...example } } }
      : answer.mediaType !== undefined
        ? { content: { [answer.mediaType]: { schema: { type: 'string' } } } }
        : {};
  return { description: answer.description, headers, ...content };
}

function keepsAnswers({ idempotencyKey }: OperationSpec): boolean {
  return idempotencyKey !== undefined && idempotencyKey !== 'unkept';
}

function parametersOf(spec: OperationSpec): JsonSchema[] {
  const { idempotencyKey, ifMatch, lastEventId, cacheSeconds } = spec;
  const inHeaders: JsonSchema[] = [];
  if (idempotencyKey !== undefined) {
    const description = keepsAnswers(spec)
      ? 'The same key and body again get the same answer again, for 24 hours, and nothing happens twice'
      : 'Checked for its form alone: nothing happens here that could happen twice, and no answer is kept';
    const schema = { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' };
    const required = idempotencyKey === 'required';
    inHeaders.push({ ...headerParameter('Idempotency-Key', description), required, schema });
  }
  if (ifMatch === true) {
    inHeaders.push(headerParameter('If-Match', 'The `ETag` of the booking that this is decided on'));
  }
  if (cacheSeconds !== undefined) {
    const description = 'The `ETag` of the answer that you have; while it is true, 304 comes without a body';
    inHeaders.push(headerParameter('If-None-Match', description));
  }
  if (lastEventId === true) {
    const description =
      'The id of the last event that you saw: what you missed follows, or a new `snapshot` if that was too long ago';
    inHeaders.push(headerParameter('Last-Event-ID', description));
  }
  return [...parameters(spec.params, 'path'), ...parameters(spec.query, 'query'), ...inHeaders];
}

function headerParameter(name: string, description: string): JsonSchema {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } };
}

function parameters(schema: Joi.ObjectSchema | undefined, where: 'path' | 'query'): JsonSchema[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema) as {
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => {
    return { name, in: where, required: where === 'path' || required.includes(name), schema: property };
  });
}

function header(description: string): JsonSchema {
  return { description, schema: { type: 'string' } };
}
