import type { ObjectSchema } from 'joi';
import { SECOND } from '../../domain/instant.js';
import { requestContext } from '../request-context.js';
import type { JsonWebTokens } from '../tokens/json-web-tokens.js';

/** How long the other role may take to answer, all of it. */
const TIMEOUT = 2 * SECOND;

/** No answer between the roles is longer; whoever sends more is not the other role. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/** The other role did not answer, or not as it should: nobody knows whether it heard. */
export class LinkFailure extends Error {
  override readonly name = 'LinkFailure';
}

/** The other role heard, and will not take what it was sent however often it is sent. */
export class LinkRefusal extends Error {
  override readonly name = 'LinkRefusal';
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Calls of the other role over HTTP: authenticated, within a time, with the request's id, the answer validated. */
export class InternalClient {
  constructor(
    private readonly baseUrl: string,
    private readonly tokens: JsonWebTokens,
  ) {}

  /** Null for 404. Throws LinkFailure for anything but an answer that fits the schema. */
  async get<T>(path: string, schema: ObjectSchema<T>): Promise<T | null> {
    const answer = await this.call(path, { method: 'GET' });
    return answer.status === 404 ? null : valid(`GET ${path}`, answer, schema);
  }

  /** Throws LinkRefusal when the other role turns it down, LinkFailure for anything but a fitting answer. */
  async post<T>(path: string, body: unknown, schema: ObjectSchema<T>): Promise<T> {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await this.call(path, { method: 'POST', body: JSON.stringify(body), headers });
    // A token that is not accepted, or a wait that was too long, is no fault of what was sent.
    const isRefused =
      answer.status >= 400 && answer.status < 500 && ![401, 403, 408, 429].includes(answer.status);
    if (isRefused) throw new LinkRefusal(`POST ${path} answered ${answer.status}`);
    return valid(`POST ${path}`, answer, schema);
  }

  private async call(
    path: string,
    init: { method: string; body?: string; headers?: Record<string, string> },
  ): Promise<Answer> {
    const context = requestContext.getStore();
    const { token } = this.tokens.issue({ id: 'holdfast', role: 'service' }, Date.now());
    const headers = {
      ...init.headers,
      Authorization: `Bearer ${token}`,
      ...(context === undefined ? {} : { 'X-Request-Id': context.requestId }),
      ...(context?.traceparent === undefined ? {} : { traceparent: context.traceparent }),
    };
    try {
      const signal = AbortSignal.timeout(TIMEOUT);
      const response = await fetch(new URL(path, this.baseUrl), { ...init, headers, signal });
      return { status: response.status, body: parsed(await limitedText(response)) };
    } catch (error) {
      throw new LinkFailure(`${init.method} ${path} got no answer`, { cause: error });
    }
  }
}

function valid<T>(what: string, { status, body }: Answer, schema: ObjectSchema<T>): T {
  const checked = schema.validate(body, { convert: false });
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
    if (text.length > LONGEST_ANSWER) throw new Error(`the answer is longer than ${LONGEST_ANSWER}`);
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
