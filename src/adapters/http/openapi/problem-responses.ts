import { groupBy } from '../../../domain/shared/group-by.js';
import { searchRoleOperations } from '../contract/contract.js';
import type { OperationSpec } from '../contract/operation.js';
import { PROBLEMS, type ProblemCode } from '../contract/problems.js';
import { PROBLEM_MEDIA_TYPE } from '../problem.js';
import { headersNamed, type ResponseObject, type Responses } from './headers.js';
import { exampleProblem, GENERAL, type ExampleRequest } from './problem-examples.js';
import { PROBLEM_MEANINGS } from './problem-meanings.js';
import { problemSchema } from './problem-schema.js';

/** Responses that several operations share, by name, each with its problem codes. */
const SHARED: Readonly<Record<string, readonly ProblemCode[]>> = {
  Unauthenticated: ['unauthenticated'],
  Forbidden: ['forbidden'],
  NotAcceptable: ['not-acceptable'],
  BodyTooLarge: ['body-too-large'],
  UnsupportedMediaType: ['unsupported-media-type'],
  RateLimited: ['rate-limited'],
  InternalError: ['internal-error'],
  Overloaded: ['overloaded'],
  Unavailable: ['overloaded', 'database-unavailable'],
  UnavailableForWrites: ['outcome-unknown', 'overloaded', 'database-unavailable'],
  SearchUnavailable: ['search-unavailable', 'overloaded', 'database-unavailable'],
  SearchUnavailableForWrites: ['outcome-unknown', 'search-unavailable', 'overloaded', 'database-unavailable'],
};

/** Operations of the search role. The gateway responds with `search-unavailable` if no replica of search does. */
const OF_SEARCH = new Set(Object.values<OperationSpec>(searchRoleOperations).map(keyOf));

function keyOf({ method, path }: OperationSpec): string {
  return `${method} ${path}`;
}

/** The shared responses, for `components`. */
export function sharedResponses(today: string): Responses {
  return Object.fromEntries(
    Object.entries(SHARED).map(([name, codes]) => [name, problemResponse(codes, GENERAL, [], today)]),
  );
}

/** The problem responses of an operation by status: references to shared ones, and its own. */
export function problemResponses(spec: OperationSpec, today: string): Responses {
  const codes = [...new Set([...spec.refusals, ...impliedRefusals(spec)])];
  const byStatus = groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => {
      const shared = status in spec.answers ? undefined : sharedName(group);
      const response =
        shared === undefined
          ? problemResponse(group, spec, spec.keptRefusals ?? [], today)
          : { $ref: `#/components/responses/${shared}` };
      return [String(status), response];
    }),
  );
}

/** Codes that follow from the kind and the parameters of an operation. */
function impliedRefusals(spec: OperationSpec): ProblemCode[] {
  return [
    'validation-failed',
    'body-too-large',
    // An operation without a body reads none.
    ...(spec.body === undefined ? [] : (['malformed-json', 'unsupported-media-type'] as const)),
    ...(spec.caller === 'anyone' ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(spec.params === undefined ? [] : (['not-found'] as const)),
    'not-acceptable',
    // nginx limits clients and may find no replica. It serves these two paths itself.
    ...(['/healthz', '/metrics'].includes(spec.path) ? [] : (['rate-limited', 'overloaded'] as const)),
    // Process operations need no database.
    ...(spec.tag === 'Process' ? [] : (['database-unavailable'] as const)),
    ...(OF_SEARCH.has(keyOf(spec)) ? (['search-unavailable'] as const) : []),
    // If a replica fails during a write, its outcome is unknown.
    ...(spec.method === 'get' || spec.tag === 'Process' ? [] : (['outcome-unknown'] as const)),
    'internal-error',
  ];
}

function sharedName(codes: readonly ProblemCode[]): string | undefined {
  const wanted = [...codes].sort().join();
  return Object.entries(SHARED).find(([, shared]) => [...shared].sort().join() === wanted)?.[0];
}

function problemResponse(
  codes: readonly ProblemCode[],
  request: ExampleRequest,
  kept: readonly ProblemCode[],
  today: string,
): ResponseObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEM_MEANINGS[code]}`).join('\n\n'),
    headers: headersNamed(problemHeaders(codes, kept)),
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: problemSchema(codes),
        examples: Object.fromEntries(
          codes.map((code) => [
            code,
            { summary: PROBLEMS[code].title, value: exampleProblem(code, request, today) },
          ]),
        ),
      },
    },
  };
}

function problemHeaders(codes: readonly ProblemCode[], kept: readonly ProblemCode[]): string[] {
  const waits = codes.some(
    (code) => code === 'request-in-progress' || [429, 503].includes(PROBLEMS[code].status),
  );
  return [
    'X-Request-Id',
    ...(waits ? ['Retry-After'] : []),
    ...(codes.includes('unauthenticated') ? ['WWW-Authenticate'] : []),
    ...(codes.some((code) => kept.includes(code)) ? ['Idempotency-Replayed'] : []),
  ];
}
