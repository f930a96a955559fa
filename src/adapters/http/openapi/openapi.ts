import type Joi from 'joi';
import { CONTRACT } from '../contract/contract.js';
import type { ResponseSpec, OperationSpec } from '../contract/operation.js';
import { TAGS } from '../contract/tags.js';
import { exampleOf, exampleOn } from './examples.js';
import { HEADERS, headersNamed, type ResponseObject, type Responses } from './headers.js';
import { INTRODUCTION } from './introduction.js';
import { SchemaConverter, type JsonSchema } from './json-schema.js';
import { parametersOf } from './parameters.js';
import { problemResponses, sharedResponses } from './problem-responses.js';
import { defineProblems } from './problem-schema.js';

/**
 * The whole contract as an OpenAPI 3.1 document, made from the schemas that validate requests. The dates in its
 * examples are made from `today` (`2027-01-15`, UTC); the same day returns the same document.
 */
export function openApiDocument(version: string, today: string): JsonSchema {
  const schemas = new SchemaConverter(today);
  defineProblems(schemas, today);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const [id, spec] of Object.entries(CONTRACT)) {
    paths[spec.path] = { ...paths[spec.path], [spec.method]: operationObject(id, spec, schemas, today) };
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
    servers: [{ url: '/', description: 'The server that serves this document.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.all(),
      responses: sharedResponses(today),
      headers: HEADERS,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The `accessToken` that `POST /auth/login` returns.',
        },
      },
    },
  };
}

function operationObject(
  id: string,
  spec: OperationSpec,
  schemas: SchemaConverter,
  today: string,
): JsonSchema {
  const json = (schema: Joi.Schema, example: unknown) => ({
    'application/json': {
      schema: schemas.convert(schema),
      example: example === undefined ? exampleOf(schema, today) : exampleOn(today, example),
    },
  });
  const { body } = spec;
  const answers: Responses = Object.fromEntries(
    Object.entries(spec.answers).map(([status, answer]) => {
      const content =
        answer.schema === undefined ? textContent(answer, schemas) : json(answer.schema, answer.example);
      return [status, response(answer, content, spec)];
    }),
  );
  return {
    operationId: id,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    security: spec.caller === 'anyone' ? [] : [{ bearer: [] }],
    parameters: parametersOf(spec, schemas, today),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: spec.isBodyOptional !== true,
            description: body._flags['description'] as unknown,
            content: json(body, undefined),
          },
        }),
    responses: merged(
      { ...answers, ...(spec.cacheSeconds === undefined ? {} : { 304: response(NOT_MODIFIED, {}, spec) }) },
      problemResponses(spec, today),
    ),
  };
}

const NOT_MODIFIED: ResponseSpec = {
  description: 'The version that `If-None-Match` names is still current. The response has no body.',
};

/** Merges responses and problems by status. One status may be both; the media type distinguishes them. */
function merged(answers: Responses, problems: Responses): Responses {
  const both = Object.entries(problems).map(([status, problem]) => {
    const answer = answers[status];
    if (answer === undefined) return [status, problem];
    const description = `${answer.description ?? ''}\n\n${problem.description ?? ''}`;
    const headers = { ...answer.headers, ...problem.headers };
    return [status, { description, headers, content: { ...answer.content, ...problem.content } }];
  });
  return { ...answers, ...(Object.fromEntries(both) as Responses) };
}

function response(answer: ResponseSpec, content: JsonSchema, spec: OperationSpec): ResponseObject {
  const { idempotencyKey } = spec;
  const keepsAnswers = idempotencyKey !== undefined && idempotencyKey !== 'unkept';
  const names = [
    'X-Request-Id',
    ...(answer.headers ?? []),
    ...(spec.cacheSeconds === undefined ? [] : ['ETag']),
    ...(keepsAnswers ? ['Idempotency-Replayed'] : []),
  ];
  return {
    description: answer.description,
    headers: headersNamed(names),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function textContent(answer: ResponseSpec, schemas: SchemaConverter): JsonSchema {
  const { mediaType, text, example, events } = answer;
  if (mediaType === undefined) return {};
  const data = Object.entries(events ?? {}).map(([name, schema]) => [name, schemas.convert(schema)]);
  const schema = {
    type: 'string',
    description: text,
    examples: [example],
    ...(events === undefined ? {} : { 'x-event-data': Object.fromEntries(data) as JsonSchema }),
  };
  return { [mediaType]: { schema, example } };
}
