import type Joi from 'joi';
import type { InputError } from '../../../domain/shared/refusal.js';
import type { ProblemCode } from './problems.js';
import type { Tag } from './tags.js';

/** Who may call: anybody, somebody logged in, an administrator, or the other role of this service. */
export type CallerKind = 'anyone' | 'traveller' | 'admin' | 'service';

export interface ResponseSpec {
  readonly description: string;
  /** JSON by this schema; without one and without a media type the answer has no body. */
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

/** One operation of the HTTP contract, as data: the router, the validation and the OpenAPI document come from it. */
export interface OperationSpec {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** OpenAPI's notation: `/bookings/{id}`. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly caller: CallerKind;
  /** Whether an `Idempotency-Key` is taken, or even needed; `unkept` checks its form and keeps no answer. */
  readonly idempotencyKey?: 'optional' | 'required' | 'unkept';
  readonly ifMatch?: boolean;
  /** Whether a stream is taken up again after the event that `Last-Event-ID` names. */
  readonly lastEventId?: boolean;
  /** For how many seconds anybody may keep the answer, which then carries an `ETag`. */
  readonly cacheSeconds?: number;
  readonly params?: Joi.ObjectSchema;
  readonly query?: Joi.ObjectSchema;
  readonly body?: Joi.ObjectSchema;
  /** For what the roles say to each other: 1 MiB in place of 64 KiB. */
  readonly largeBody?: boolean;
  /** What a schema cannot say of the body: rules across its parts. */
  readonly bodyRule?: (body: never) => readonly InputError[];
  readonly queryRule?: (query: never) => readonly InputError[];
  readonly answers: Readonly<Record<number, ResponseSpec>>;
  /** Its own, besides those that every operation may answer. */
  readonly refusals: readonly ProblemCode[];
  /** Refusals that may be kept under the `Idempotency-Key`, and so come again. */
  readonly keptRefusals?: readonly ProblemCode[];
}

/** What a handler of the operation gets, once it has been validated. */
export interface Input {
  readonly params?: object;
  readonly query?: object;
  readonly body?: object;
}

/** The specification, with the types of what it validates. */
export interface Operation<I extends Input = Input> extends OperationSpec {
  /** Carries the type alone; never set. */
  readonly input?: I;
}

/** Declares an operation whose validated input has the type `I`. */
export function operation<I extends Input = object>(spec: OperationSpec): Operation<I> {
  return spec;
}

export type InputOf<O> = O extends Operation<infer I> ? I : never;
