import type { Client, WireResponse } from './client.js';

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Sends the well-formed requests that a run needs. */
export class ServiceApi {
  constructor(private readonly client: Client) {}

  /** Returns the JSON body; throws Error for a status of 300 or more. */
  async ask<T = JsonObject>(
    method: string,
    path: string,
    options: { readonly token?: string; readonly body?: unknown; readonly key?: string } = {},
  ): Promise<T> {
    const answer = await this.send(method, path, options);
    if (answer.status >= 300) throw new Error(`${method} ${path} returned ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as T;
  }

  /** Returns the response, whatever its status. */
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
