import { Refusal } from '../../domain/shared/refusal.js';
import { cut } from './json-pointer.js';
import { PROBLEMS, type ProblemCode, type TransportCode } from './contract/problems.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Rejects a request for a reason of HTTP, before it reaches a use case. */
export class TransportProblem extends Error {
  override readonly name = 'TransportProblem';

  constructor(
    readonly code: TransportCode,
    readonly detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** A problem as the parts of an HTTP response. */
export interface ProblemResponse {
  readonly status: number;
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;
  /** The body (RFC 9457), with Holdfast's `code` and `requestId`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** How many characters of the request's path are sent back. */
const INSTANCE_LENGTH_MAX = 300;

/** How many seconds a client waits before a retry, unless the refusal says otherwise. */
const RETRY_AFTER_SECONDS = 1;

/** The response to an error. Only a Refusal or TransportProblem shows its detail; others become `internal-error`. */
export function problemResponse(error: unknown, requestId: string, path: string): ProblemResponse {
  if (error instanceof Refusal) {
    const { retryAfterSeconds, ...extras } = error.extras;
    return problem({ code: error.code, detail: error.detail, requestId, path, extras, retryAfterSeconds });
  }
  if (error instanceof TransportProblem) {
    const response = problem({ code: error.code, detail: error.detail, requestId, path });
    return { ...response, headers: { ...response.headers, ...error.headers } };
  }
  const detail = 'Internal error. Retry; if the problem persists, report the requestId.';
  return problem({ code: 'internal-error', detail, requestId, path });
}

interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly requestId: string;
  readonly path: string;
  readonly extras?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number | undefined;
}

function problem({ code, detail, requestId, path, extras, retryAfterSeconds }: Problem): ProblemResponse {
  const { status, title } = PROBLEMS[code];
  const headers: Record<string, string> = {};
  if (status === 429 || status === 503 || retryAfterSeconds !== undefined) {
    headers['Retry-After'] = String(retryAfterSeconds ?? RETRY_AFTER_SECONDS);
  }
  if (code === 'unauthenticated') headers['WWW-Authenticate'] = 'Bearer realm="holdfast"';
  const type = `urn:holdfast:problem:${code}`;
  return {
    status,
    code,
    headers,
    body: {
      type,
      title,
      status,
      detail,
      instance: cut(path, INSTANCE_LENGTH_MAX),
      code,
      requestId,
      ...extras,
    },
  };
}
