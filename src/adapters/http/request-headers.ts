import { hash } from 'node:crypto';
import type { VersionCondition } from '../../application/booking/shared/locked-booking.js';
import type { RequestKey } from '../../application/booking/unit-of-work.js';
import { sortedJson } from '../../application/shared/sorted-json.js';
import { KEY_KEPT_SECONDS_MAX } from '../../domain/booking/idempotency-key.js';
import { newUuid } from '../uuid.js';
import { rejectErrors } from './validation.js';
import { TransportProblem } from './problem.js';

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** An entity tag, strong or weak (RFC 9110). */
const ENTITY_TAG = /^(W\/)?"[\x21\x23-\x7e]*"$/;

/** The `X-Request-Id` of the request if it is 1 to 128 visible ASCII characters; otherwise a new id. */
export function requestIdFrom(header: string | undefined): string {
  return header !== undefined && REQUEST_ID.test(header) ? header : newUuid();
}

/** The `traceparent` of the request if it is valid. */
export function traceparentFrom(header: string | undefined): string | undefined {
  return header !== undefined && TRACEPARENT.test(header) ? header : undefined;
}

/**
 * The `Idempotency-Key` of a request, with a fingerprint of its body; null without one. Throws TransportProblem
 * `idempotency-key-missing` where one is required, Refusal `validation-failed` for an invalid one.
 */
export function requestKeyFrom(
  header: string | undefined,
  kind: 'optional' | 'required' | 'unkept',
  request: {
    readonly callerId: string;
    readonly method: string;
    readonly path: string;
    readonly body: unknown;
  },
): RequestKey | null {
  if (header === undefined) {
    if (kind !== 'required') return null;
    const detail =
      'Send an Idempotency-Key of your choice, such as a UUID, and the same one when you repeat the request.';
    throw new TransportProblem('idempotency-key-missing', detail);
  }
  if (!IDEMPOTENCY_KEY.test(header)) {
    rejectErrors([
      { parameter: 'Idempotency-Key', detail: 'must be one key of 1 to 255 visible ASCII characters' },
    ]);
  }
  return {
    scope: `${request.callerId} ${request.method} ${request.path}`,
    key: header,
    fingerprint: hash('sha256', request.body === undefined ? '' : sortedJson(request.body), 'base64url'),
    keepSeconds: KEY_KEPT_SECONDS_MAX,
  };
}

/** The versions that `If-Match` names, without tags that Holdfast never issues. Throws Refusal `validation-failed`. */
export function versionCondition(header: string | undefined): VersionCondition {
  if (header === undefined) return null;
  if (header.trim() === '*') return 'any';
  const tags = header.split(',').map((tag) => tag.trim());
  if (!tags.every((tag) => ENTITY_TAG.test(tag))) {
    rejectErrors([{ parameter: 'If-Match', detail: 'must be an ETag from a response, such as "3", or *' }]);
  }
  return tags.flatMap((tag) => (/^"[1-9]\d{0,14}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []));
}

/** Whether `If-None-Match` contains the tag, by weak comparison (RFC 9110). */
export function isNotModified(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
