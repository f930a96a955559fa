import { contractViolations } from './contract-check.js';

/** A response with its whole body. */
export interface ApiAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  /** The unparsed body, as text and as bytes. */
  readonly text: string;
  readonly bytes: Uint8Array;
}

export interface RequestOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent unchanged, in place of `body`. */
  readonly rawBody?: string | Uint8Array;
}

/** Any JSON, whose fields tests read without a type. */
export type Json = any;

/** A client of a running Holdfast, which checks every response against the OpenAPI document. */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly token?: string,
  ) {}

  /** The same client with another token. */
  as(token: string): ApiClient {
    return new ApiClient(this.url, token);
  }

  async send<T = Json>(method: string, path: string, options: RequestOptions = {}): Promise<ApiAnswer<T>> {
    const token = options.token ?? this.token;
    const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: body as string }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    const mediaType = response.headers.get('content-type') ?? '';
    const parsed: unknown = mediaType.includes('json') && text !== '' ? JSON.parse(text) : undefined;
    const { status } = response;
    if (method !== 'HEAD')
      check({ method, path: new URL(path, this.url).pathname, status, mediaType, body: parsed });
    return { status, headers: response.headers, body: parsed as T, text, bytes };
  }

  get<T = Json>(path: string, options?: RequestOptions) {
    return this.send<T>('GET', path, options);
  }

  post<T = Json>(path: string, body?: unknown, options?: RequestOptions) {
    return this.send<T>('POST', path, { ...options, body });
  }

  put<T = Json>(path: string, body?: unknown, options?: RequestOptions) {
    return this.send<T>('PUT', path, { ...options, body });
  }

  patch<T = Json>(path: string, body?: unknown, options?: RequestOptions) {
    return this.send<T>('PATCH', path, { ...options, body });
  }

  delete<T = Json>(path: string, options?: RequestOptions) {
    return this.send<T>('DELETE', path, options);
  }
}

function check(answer: Parameters<typeof contractViolations>[0]): void {
  const violations = contractViolations(answer);
  if (violations.length === 0) return;
  const { method, path, status, body } = answer;
  throw new Error(
    `${method} ${path} ${status} breaks the contract:\n${violations.join('\n')}\n${JSON.stringify(body)}`,
  );
}
