import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request carries on to whatever is called in its course. */
export interface RequestContext {
  readonly requestId: string;
  /** W3C Trace Context's `traceparent`, as it came. */
  readonly traceparent: string | undefined;
  /** Says whether whoever asked has gone, so that nobody waits for the answer. */
  isAbandoned(): boolean;
}

/** The context of the request at hand; none in background work. Each request has its own, however many run at once. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
