import { AsyncLocalStorage } from 'node:async_hooks';

/** The data of a request that all code called by it can read. */
export interface RequestContext {
  readonly requestId: string;
  /** W3C Trace Context's `traceparent`, as received. */
  readonly traceparent: string | undefined;
  /** Whether the client has disconnected, so that no response is needed. */
  isAbandoned(): boolean;
}

/** The context of the current request; undefined in background work. Concurrent requests have their own. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
