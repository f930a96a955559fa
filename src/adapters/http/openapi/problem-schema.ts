import Joi from 'joi';
import { groupBy } from '../../../domain/group-by.js';
import type { OperationSpec } from '../contract/operation.js';
import { PROBLEMS, type ProblemCode } from '../contract/problems.js';
import { PROBLEM_MEDIA_TYPE } from '../problem.js';
import type { JsonSchema } from './json-schema.js';
import { exampleProblem } from './problem-examples.js';

const seatList = Joi.array().items(Joi.string());

/** RFC 9457 with Holdfast's extensions; which of them a problem has depends on its code. */
export const problemSchema = Joi.object({
  type: Joi.string().required(),
  title: Joi.string().required(),
  status: Joi.number().integer().required(),
  detail: Joi.string().required(),
  instance: Joi.string().required(),
  code: Joi.string()
    .valid(...Object.keys(PROBLEMS))
    .required(),
  requestId: Joi.string().required(),
  errors: Joi.array().items(
    Joi.object({ pointer: Joi.string().allow(''), parameter: Joi.string(), detail: Joi.string().required() }),
  ),
  declineCode: Joi.string(),
  seats: Joi.array().items(
    Joi.object({
      flightId: Joi.string().required(),
      seat: Joi.string().required(),
      bookingId: Joi.string(),
    }),
  ),
  alternatives: Joi.array().items(
    Joi.object({ flightId: Joi.string().required(), seats: seatList.required() }),
  ),
});

/** OpenAPI's response object. */
export interface ResponseObject {
  readonly description: string;
  readonly headers?: JsonSchema;
  readonly content?: JsonSchema;
}

/** Responses by their status. */
export type Responses = Readonly<Record<string, ResponseObject>>;

/** Refusals that follow from what an operation takes and is, besides those of its own. */
function impliedRefusals(spec: OperationSpec): ProblemCode[] {
  return [
    'validation-failed',
    'body-too-large',
    // Where no body is taken, none is read.
    ...(spec.body === undefined ? [] : (['malformed-json', 'unsupported-media-type'] as const)),
    ...(spec.caller === 'anyone' ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(spec.params === undefined ? [] : (['not-found'] as const)),
    'not-acceptable',
    // The gateway limits clients, and may have nobody to ask; what it answers by itself it always can.
    ...(['/healthz', '/metrics'].includes(spec.path) ? [] : (['rate-limited', 'overloaded'] as const)),
    // What a process says of itself needs no store.
    ...(spec.tag === 'Process' ? [] : (['database-unavailable'] as const)),
    'internal-error',
  ];
}

/** The problem answers of an operation by status, each with an example of every code. */
export function problemResponses(spec: OperationSpec): Responses {
  const codes = [...new Set([...spec.refusals, ...impliedRefusals(spec)])];
  const byStatus = groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `\`${code}\``).join(', '),
        headers: Object.fromEntries(
          problemHeaders(spec, status, group).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
        ),
        content: {
          [PROBLEM_MEDIA_TYPE]: {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(group.map((code) => [code, { value: exampleProblem(code, spec) }])),
          },
        },
      },
    ]),
  );
}

function problemHeaders(
  { keptRefusals = [] }: OperationSpec,
  status: number,
  codes: readonly ProblemCode[],
): string[] {
  const waits = status === 429 || status === 503 || codes.includes('request-in-progress');
  return [
    'X-Request-Id',
    ...(waits ? ['Retry-After'] : []),
    ...(codes.includes('unauthenticated') ? ['WWW-Authenticate'] : []),
    ...(codes.some((code) => keptRefusals.includes(code)) ? ['Idempotency-Replayed'] : []),
  ];
}
