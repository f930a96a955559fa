import type Joi from 'joi';
import type { InputError } from '../../../domain/shared/refusal.js';
import type { ProblemCode } from './problems.js';
import type { Tag } from './tags.js';

/** Callers that an operation accepts: any client, an account that is logged in, an administrator, or the other role. */
export type CallerKind = 'anyone' | 'traveller' | 'admin' | 'service';

export interface ResponseSpec {
  readonly description: string;
  /** The schema of a JSON body. Without a schema and without a media type, the response has no body. */
  readonly schema?: Joi.Schema;
  readonly mediaType?: string;
  /** What the text of a `mediaType` contains. */
  readonly text?: string;
  /** Overrides the example of the schema. Parts of it may be functions of today, see `example-dates.ts`. */
  readonly example?: unknown;
  /** The data of server-sent events, by the name of the event. */
  readonly events?: Readonly<Record<string, Joi.Schema>>;
  readonly headers?: readonly string[];
}

/** One operation of the HTTP contract. The router, the validation and the OpenAPI document are made from it. */
export interface OperationSpec {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** The path in OpenAPI's notation: `/bookings/{id}`. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly caller: CallerKind;
  /** Whether an `Idempotency-Key` is optional or required; `unkept` validates it and stores no response. */
  readonly idempotencyKey?: 'optional' | 'required' | 'unkept';
  readonly ifMatch?: boolean;
  /** Whether `Last-Event-ID` resumes a stream after the event that it names. */
  readonly lastEventId?: boolean;
  /** How the operation uses the refresh cookie: it may set one, or also reads the one of the request. */
  readonly refreshCookie?: 'set' | 'read';
  /** How many seconds a public cache may keep the response. If set, the response has an `ETag`. */
  readonly cacheSeconds?: number;
  readonly params?: Joi.ObjectSchema;
  readonly query?: Joi.ObjectSchema;
  readonly body?: Joi.ObjectSchema;
  /** Whether a request without a body is validated as one with an empty object. */
  readonly isBodyOptional?: boolean;
  /** Allows a body of 1 MiB in place of 64 KiB, for calls between the roles. */
  readonly largeBody?: boolean;
  /** Checks rules between parts of the body, which a schema cannot express. */
  readonly bodyRule?: (body: never) => readonly InputError[];
  readonly queryRule?: (query: never) => readonly InputError[];
  readonly answers: Readonly<Record<number, ResponseSpec>>;
  /** Its problem codes, besides those that follow from its kind (`openapi/problem-responses.ts`). */
  readonly refusals: readonly ProblemCode[];
  /** Refusals that are stored under the `Idempotency-Key` and replayed. */
  readonly keptRefusals?: readonly ProblemCode[];
}

/** The validated input of a handler. */
export interface Input {
  readonly params?: object;
  readonly query?: object;
  readonly body?: object;
}

/** The specification of an operation with the types of its validated input. */
export interface Operation<I extends Input = Input> extends OperationSpec {
  /** This field only carries the type `I`; no operation sets it. */
  readonly input?: I;
}

/** Declares an operation whose validated input has the type `I`. */
export function operation<I extends Input = object>(spec: OperationSpec): Operation<I> {
  return spec;
}

export type InputOf<O> = O extends Operation<infer I> ? I : never;
