import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ObjectSchema } from 'joi';
import { SECOND } from '../../domain/shared/instant.js';
import { requestContext } from '../request-context.js';
import type { JsonWebTokens } from '../tokens/json-web-tokens.js';
import type { CallPolicy } from './call-policy.js';
import { LinkFailure, LinkRefusal } from './link-failure.js';

/** How long the other role may take to answer, all of it: a client waits for what is asked, nobody for what is told. */
const ASK_TIMEOUT = SECOND;
const TELL_TIMEOUT = 2 * SECOND;

/** No answer between the roles is longer; whoever sends more is not the other role. */
const RESPONSE_LENGTH_MAX = 4 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly timeout: number;
  readonly body?: string;
}

/** Calls of the other role over HTTP: authenticated, within a time, with the request's id, the answer validated. */
export class InternalClient {
  constructor(
    private readonly baseUrl: string,
    private readonly tokens: JsonWebTokens,
    private readonly policy: CallPolicy,
  ) {}

  /** Null for 404. Throws LinkFailure for anything but an answer that fits the schema, and while nobody may ask. */
  async get<T>(path: string, schema: ObjectSchema<T>): Promise<T | null> {
    return await this.policy.execute(async () => {
      const answer = await this.call(path, { method: 'GET', timeout: ASK_TIMEOUT });
      return answer.status === 404 ? null : valid(`GET ${path}`, answer, schema);
    });
  }

  /**
   * Once: whoever tells keeps what was not heard, and tells it again. Throws LinkRefusal when the other role turns it
   * down, LinkFailure for anything but a fitting answer.
   */
  async post<T>(path: string, body: unknown, schema: ObjectSchema<T>): Promise<T> {
    const answer = await this.call(path, {
      method: 'POST',
      timeout: TELL_TIMEOUT,
      body: JSON.stringify(body),
    });
    // A token that is not accepted, or a wait that was too long, is no fault of what was sent.
    const isRejected =
      answer.status >= 400 && answer.status < 500 && ![401, 403, 408, 429].includes(answer.status);
    if (isRejected) throw new LinkRefusal(`POST ${path} answered ${answer.status}`);
    return valid(`POST ${path}`, answer, schema);
  }

  /** As a span of its own within a trace; what a process does by itself is not traced. */
  private async call(path: string, call: Call): Promise<Answer> {
    if (trace.getActiveSpan() === undefined) return await this.send(path, call);
    const options = {
      kind: SpanKind.CLIENT,
      attributes: { 'http.request.method': call.method, 'url.path': path },
    };
    return await trace.getTracer('holdfast.links').startActiveSpan(call.method, options, async (span) => {
      try {
        const answer = await this.send(path, call);
        span.setAttribute('http.response.status_code', answer.status);
        return answer;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  private async send(path: string, { method, timeout, body }: Call): Promise<Answer> {
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
      throw new LinkFailure(`${method} ${path} got no answer`, { cause: error });
    }
  }
}

function valid<T>(what: string, { status, body }: Answer, schema: ObjectSchema<T>): T {
  const checked = schema.required().validate(body, { convert: false });
  if (status !== 200 || checked.error !== undefined) {
    throw new LinkFailure(`${what} answered ${status} ${checked.error?.message ?? ''}`);
  }
  return checked.value;
}

async function limitedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > RESPONSE_LENGTH_MAX)
      throw new Error(`the answer is longer than ${RESPONSE_LENGTH_MAX}`);
  }
  return text + decoder.decode();
}

/** What is not JSON fits no schema, and needs no other word. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
