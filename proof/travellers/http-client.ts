import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Answer, Question } from '../history/exchange.js';

/** The limit of open connections. Further requests wait for one. */
const CONNECTIONS_MAX = 512;

/** The timeout of a response, in milliseconds. */
const TIMEOUT = 20_000;

const NO_RESPONSE: Answer = { status: null, body: null, text: '', retryAfter: null };

/** Sends requests to one service over persistent connections. */
export class HttpClient {
  private readonly agent;
  private readonly send;

  constructor(private readonly baseUrl: string) {
    const options = { keepAlive: true, maxSockets: CONNECTIONS_MAX };
    const isSecure = baseUrl.startsWith('https:');
    this.agent = isSecure ? new HttpsAgent(options) : new HttpAgent(options);
    this.send = isSecure ? httpsRequest : httpRequest;
  }

  /** Sends one request. After a failed connection or a timeout the result has no status. */
  async ask(question: Question, token: string | null): Promise<Answer> {
    const text = question.body === undefined ? undefined : JSON.stringify(question.body);
    const headers = {
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(question.key === undefined ? {} : { 'Idempotency-Key': question.key }),
      ...(question.ifMatch === undefined ? {} : { 'If-Match': question.ifMatch }),
      ...(text === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
    };
    const { method, path } = question;
    return await new Promise<Answer>((resolve) => {
      const sent = this.send(
        new URL(path, this.baseUrl),
        { method, headers, agent: this.agent, timeout: TIMEOUT },
        (response) => {
          read(response).then(resolve, () => resolve(NO_RESPONSE));
        },
      );
      // A timer for the whole response, because a slow one may send bytes forever. It starts with the connection,
      // because the wait for a free connection is no fault of the service.
      sent.once('socket', () => {
        const timer = setTimeout(() => sent.destroy(), TIMEOUT);
        sent.once('close', () => clearTimeout(timer));
      });
      sent.once('timeout', () => sent.destroy());
      sent.once('error', () => resolve(NO_RESPONSE));
      sent.end(text);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

async function read(response: IncomingMessage): Promise<Answer> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += chunk as string;
  const { statusCode = 0, headers } = response;
  return { status: statusCode, body: parsed(text), text, retryAfter: headers['retry-after'] ?? null };
}

/** Returns null for a body that is not JSON. The caller judges such a response by its status. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
