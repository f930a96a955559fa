import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Answer, Question } from '../history/exchange.js';

/** Connections that are open at once; more requests than that wait for one. */
const CONNECTIONS_MAX = 512;

/** How long an answer may take before its asker gives up, in milliseconds. */
const TIMEOUT = 20_000;

const NO_ANSWER: Answer = { status: null, body: null, text: '', retryAfter: null };

/** Asks one service, over connections that are kept. */
export class HttpClient {
  private readonly agent;
  private readonly send;

  constructor(private readonly baseUrl: string) {
    const options = { keepAlive: true, maxSockets: CONNECTIONS_MAX };
    const isSecure = baseUrl.startsWith('https:');
    this.agent = isSecure ? new HttpsAgent(options) : new HttpAgent(options);
    this.send = isSecure ? httpsRequest : httpRequest;
  }

  /** Asks once. Whatever goes wrong on the way is an answer without a status. */
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
      const asked = this.send(
        new URL(path, this.baseUrl),
        { method, headers, agent: this.agent, timeout: TIMEOUT },
        (response) => {
          read(response).then(resolve, () => resolve(NO_ANSWER));
        },
      );
      // Whoever hangs, and whoever trickles: neither is waited for any longer.
      // From when it is on its way: what waits for a connection here is no fault of the service's.
      asked.once('socket', () => {
        const impatience = setTimeout(() => asked.destroy(), TIMEOUT);
        asked.once('close', () => clearTimeout(impatience));
      });
      asked.once('timeout', () => asked.destroy());
      asked.once('error', () => resolve(NO_ANSWER));
      asked.end(text);
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

/** What is not JSON is told apart by its status. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
