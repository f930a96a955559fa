import type { Client, WireResponse } from './client.js';

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Asks the service for what a run needs, as a client with good manners would. */
export class ServiceApi {
  constructor(private readonly client: Client) {}

  /** Answers the JSON; throws Error if the status is none of those expected. */
  async ask<T = JsonObject>(
    method: string,
    path: string,
    options: { readonly token?: string; readonly body?: unknown; readonly key?: string } = {},
  ): Promise<T> {
    const answer = await this.send(method, path, options);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as T;
  }

  /** The answer, whatever it is. */
  async send(
    method: string,
    path: string,
    { token, body, key }: { readonly token?: string; readonly body?: unknown; readonly key?: string } = {},
  ): Promise<WireResponse> {
    const headers: [string, string][] = [];
    if (token !== undefined) headers.push(['Authorization', `Bearer ${token}`]);
    if (key !== undefined) headers.push(['Idempotency-Key', key]);
    if (body !== undefined) headers.push(['Content-Type', 'application/json']);
    return await this.client.send({
      method,
      path,
      headers,
      body: body === undefined ? null : Buffer.from(JSON.stringify(body)),
    });
  }
}
