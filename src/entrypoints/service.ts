import { createRequire } from 'node:module';
import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import { createApp, routesOf, type RequestObserver } from '../adapters/http/app.js';
import { processOperations } from '../adapters/http/contract/process-operations.js';
import { DOCS_ASSETS, processHandlers } from '../adapters/http/process-handlers.js';
import { HttpServer } from '../adapters/http/server.js';
import { Metrics } from '../adapters/metrics/metrics.js';
import { SECOND } from '../domain/instant.js';
import { BackgroundWork } from './background.js';
import type { RunningRole } from './wiring/running-role.js';
import { SHARED } from './wiring/shared.js';

/** How long requests that run may take to end once the process is asked to. */
const LONGEST_DRAIN = 10 * SECOND;

/** A service that answers. */
export interface Service {
  readonly url: string;
  /** Ends it: what runs is answered first, within a bound. */
  stop(): Promise<void>;
}

/** The version in package.json. */
export const VERSION = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;

/** Serves the roles on one port, and does their background work. */
export async function serve(
  c: DependencyContainer,
  roles: readonly RunningRole[],
  log: Logger,
): Promise<Service> {
  const config = c.resolve(SHARED.config);
  const [tokens, clock] = [c.resolve(SHARED.tokens), c.resolve(SHARED.clock)];
  const metrics = new Metrics();
  let draining = false;
  const status = {
    role: config.role,
    version: VERSION,
    metrics: () => metrics.text(),
    readiness: async () => [
      { name: 'draining', ok: !draining },
      ...(await Promise.all(roles.map((role) => role.readiness()))).flat(),
    ],
  };
  const app = createApp({
    routes: [
      ...roles.flatMap(({ routes }) => routes),
      ...routesOf(processOperations, processHandlers(status)),
      DOCS_ASSETS,
    ],
    authenticate: (token) => tokens.verify(token, clock.now()),
    observe: observer(metrics, log),
    trustProxy: config.trustProxy,
  });
  const server = new HttpServer(app);
  const port = await server.listen(config.port, config.host);
  const work = new BackgroundWork((name, error) => log.error({ err: error }, `could not ${name}`));
  work.start(roles.flatMap(({ loops }) => loops));
  const stop = async (): Promise<void> => {
    draining = true;
    for (const role of roles) role.closeStreams();
    await server.drain(LONGEST_DRAIN);
    await work.stop();
  };
  return { url: `http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`, stop };
}

function observer(metrics: Metrics, log: Logger): RequestObserver {
  return ({ error, ...request }) => {
    metrics.request(request.method, request.route ?? 'none', request.status, request.milliseconds / SECOND);
    if (error !== undefined) log.error({ ...request, err: error }, 'request failed');
    else log.debug(request, 'request');
  };
}
