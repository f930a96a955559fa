import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ObjectSchema } from 'joi';
import { SECOND } from '../../domain/shared/instant.js';
import { requestContext } from '../request-context.js';
import type { JsonWebTokens } from '../tokens/json-web-tokens.js';
import type { CallPolicy } from './call-policy.js';
import { LinkFailure, LinkRefusal } from './link-failure.js';

/** The timeouts of whole calls, in milliseconds: a client waits for a GET, and no client for a POST. */
const GET_TIMEOUT = SECOND;
const POST_TIMEOUT = 2 * SECOND;

/** The limit of a response in characters; a longer one is not from the other role. */
const RESPONSE_LENGTH_MAX = 4 * 1024 * 1024;

interface RoleResponse {
  readonly status: number;
  readonly body: unknown;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly timeout: number;
  readonly body?: string;
}

/** Calls the other role over HTTP: authenticated, with a timeout and the request's id, and validates the response. */
export class InternalClient {
  constructor(
    private readonly baseUrl: string,
    private readonly tokens: JsonWebTokens,
    private readonly policy: CallPolicy,
  ) {}

  /** Null for 404. Throws LinkFailure for any other invalid response, and when the call policy rejects the call. */
  async get<T>(path: string, schema: ObjectSchema<T>): Promise<T | null> {
    return await this.policy.execute(async () => {
      const response = await this.call(path, { method: 'GET', timeout: GET_TIMEOUT });
      return response.status === 404 ? null : valid(`GET ${path}`, response, schema);
    });
  }

  /**
   * Sends once: the outbox retries. Throws LinkRefusal when the other role rejects the request, LinkFailure for any
   * other invalid response.
   */
  async post<T>(path: string, body: unknown, schema: ObjectSchema<T>): Promise<T> {
    const response = await this.call(path, {
      method: 'POST',
      timeout: POST_TIMEOUT,
      body: JSON.stringify(body),
    });
    // A rejected token, a timeout and a rate limit do not mean that the body is invalid.
    const isRejected =
      response.status >= 400 && response.status < 500 && ![401, 403, 408, 429].includes(response.status);
    if (isRejected) throw new LinkRefusal(`POST ${path} returned ${response.status}`);
    return valid(`POST ${path}`, response, schema);
  }

  /** Sends within a span if a trace is active; background work is not traced. */
  private async call(path: string, call: Call): Promise<RoleResponse> {
    if (trace.getActiveSpan() === undefined) return await this.send(path, call);
    const options = {
      kind: SpanKind.CLIENT,
      attributes: { 'http.request.method': call.method, 'url.path': path },
    };
    return await trace.getTracer('holdfast.links').startActiveSpan(call.method, options, async (span) => {
      try {
        const response = await this.send(path, call);
        span.setAttribute('http.response.status_code', response.status);
        return response;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  private async send(path: string, { method, timeout, body }: Call): Promise<RoleResponse> {
    const request = requestContext.getStore();
    const { token } = this.tokens.issue({ id: 'holdfast', role: 'service' }, Date.now());
    const headers = {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      Authorization: `Bearer ${token}`,
      ...(request === undefined ? {} : { 'X-Request-Id': request.requestId }),
      ...(request?.traceparent === undefined ? {} : { traceparent: request.traceparent }),
    };
    propagation.inject(context.active(), headers);
    try {
      const signal = AbortSignal.timeout(timeout);
      const response = await fetch(new URL(path, this.baseUrl), {
        method,
        headers,
        signal,
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, body: parsed(await limitedText(response)) };
    } catch (error) {
      throw new LinkFailure(`${method} ${path} got no response`, { cause: error });
    }
  }
}

function valid<T>(what: string, { status, body }: RoleResponse, schema: ObjectSchema<T>): T {
  const checked = schema.required().validate(body, { convert: false });
  if (status !== 200 || checked.error !== undefined) {
    throw new LinkFailure(`${what} returned ${status} ${checked.error?.message ?? ''}`);
  }
  return checked.value;
}

async function limitedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > RESPONSE_LENGTH_MAX)
      throw new Error(`the response is longer than ${RESPONSE_LENGTH_MAX}`);
  }
  return text + decoder.decode();
}

/** Undefined for text that is not JSON, which no schema accepts. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
