import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request carries on to whatever is called in its course. */
export interface RequestContext {
  readonly requestId: string;
  /** W3C Trace Context's `traceparent`, as it came. */
  readonly traceparent: string | undefined;
}

/** The context of the request at hand; none in background work. Each request has its own, however many run at once. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
