import Joi from 'joi';
import { groupBy } from '../../../domain/group-by.js';
import type { OperationSpec } from '../contract/operation.js';
import { PROBLEMS, type ProblemCode } from '../contract/problems.js';
import { PROBLEM_MEDIA_TYPE } from '../problem.js';
import type { JsonSchema } from './json-schema.js';

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
  seats: Joi.array().items(Joi.object({ flightId: Joi.string().required(), seat: Joi.string().required() })),
  alternatives: Joi.array().items(
    Joi.object({ flightId: Joi.string().required(), seats: seatList.required() }),
  ),
});

/** Refusals that follow from what an operation takes, besides those of its own. */
function impliedRefusals(spec: OperationSpec): ProblemCode[] {
  return [
    'validation-failed',
    ...(spec.body === undefined
      ? []
      : (['malformed-json', 'body-too-large', 'unsupported-media-type'] as const)),
    ...(spec.caller === 'anyone' ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(spec.params === undefined ? [] : (['not-found'] as const)),
    'not-acceptable',
    'rate-limited',
    'internal-error',
  ];
}

/** The problem answers of an operation by status, each with an example of every code. */
export function problemResponses(spec: OperationSpec): Record<string, JsonSchema> {
  const codes = [...new Set([...spec.refusals, ...impliedRefusals(spec)])];
  const byStatus = groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `\`${code}\``).join(', '),
        headers: {
          'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
          ...([429, 503].includes(status)
            ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }
            : {}),
        },
        content: {
          [PROBLEM_MEDIA_TYPE]: {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(
              group.map((code) => [code, { value: exampleProblem(code, spec.path) }]),
            ),
          },
        },
      },
    ]),
  );
}

function exampleProblem(code: ProblemCode, path: string): JsonSchema {
  const { status, title } = PROBLEMS[code];
  return {
    type: `urn:holdfast:problem:${code}`,
    title,
    status,
    detail: 'What to do next.',
    instance: path,
    code,
    requestId: '0199c0de-0000-7000-8000-00000000d001',
    ...EXTRAS[code],
  };
}

const EXTRAS: Partial<Record<ProblemCode, JsonSchema>> = {
  'validation-failed': { errors: [{ pointer: '/passengers/0/givenName', detail: 'is missing' }] },
  'payment-declined': { declineCode: 'insufficient_funds' },
  'seat-unavailable': {
    seats: [{ flightId: 'BA117-LHR-20270115', seat: '31A' }],
    alternatives: [{ flightId: 'BA117-LHR-20270115', seats: ['32A', '32B'] }],
  },
};
