import { createRequire } from 'node:module';
import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import { createApp, routesOf, type RequestObserver } from '../adapters/http/app.js';
import { processOperations } from '../adapters/http/contract/process-operations.js';
import { DOCS_ASSETS, processHandlers } from '../adapters/http/process-handlers.js';
import { HttpServer } from '../adapters/http/server.js';
import { Metrics } from '../adapters/metrics/metrics.js';
import { SECOND } from '../domain/instant.js';
import { Refusal } from '../domain/refusal.js';
import { BackgroundWork, type LoopObserver } from './background.js';
import type { DemoLogin } from './demo-logins.js';
import type { RunningRole } from './wiring/running-role.js';
import { SHARED } from './wiring/shared.js';

/** How long requests that run may take to end once the process is asked to. */
const LONGEST_DRAIN = 10 * SECOND;

/** A service that answers. */
export interface Service {
  readonly url: string;
  /**
   * Ends it: what runs is answered first, within a bound. Before that it goes on answering for `grace` milliseconds,
   * not ready any more, so that whoever balances can turn to others.
   */
  stop(grace?: number): Promise<void>;
}

/** A service as it has just started, and what is to be said of it. */
export interface Started {
  readonly service: Service;
  readonly logins: readonly DemoLogin[];
  /** The flights on sale, in words; left out by a role that has none of its own. */
  readonly flights?: string;
}

/** The version in package.json. */
export const VERSION = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;

/**
 * Serves the roles on one port, and does their background work. What cannot be prepared now, because a database is
 * away, is prepared as soon as it can be; until then the process answers that it is not ready. `fill` is called once
 * the stores are there.
 */
export async function serve(
  c: DependencyContainer,
  roles: readonly RunningRole[],
  log: Logger,
  fill: () => Promise<void> = async () => undefined,
): Promise<Service> {
  const config = c.resolve(SHARED.config);
  const [tokens, clock] = [c.resolve(SHARED.tokens), c.resolve(SHARED.clock)];
  const metrics = new Metrics();
  let draining = false;
  let prepared = false;
  const status = {
    role: config.role,
    version: VERSION,
    metrics: () => metrics.text(),
    readiness: async () => [
      { name: 'draining', ok: !draining },
      { name: 'prepared', ok: prepared },
      ...(await Promise.all(roles.map(({ store }) => store.readiness()))).flat(),
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
  const work = new BackgroundWork(loopObserver(log));
  const loops = roles.flatMap((role) => role.loops);
  const start = async () => {
    for (const { store } of roles) await store.prepare();
    await fill();
    prepared = true;
    work.start(loops);
    return false;
  };
  const server = new HttpServer(app);
  const isStarted = await succeeds(start, (error) =>
    log.error({ err: error }, 'could not prepare the store'),
  );
  if (!isStarted) work.start([{ name: 'prepare the store', interval: SECOND / 2, once: true, run: start }]);
  const port = await server.listen(config.port, config.host);
  const stop = async (grace = 0): Promise<void> => {
    draining = true;
    await server.drain(grace, LONGEST_DRAIN, () => {
      for (const role of roles) role.closeStreams();
    });
    await work.stop();
    await Promise.all(roles.map(({ store }) => store.close()));
  };
  return { url: `http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`, stop };
}

/** Whether it could be done; throws what is not the database's being away. */
async function succeeds(task: () => Promise<unknown>, failed: (error: unknown) => void): Promise<boolean> {
  try {
    await task();
    return true;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'database-unavailable') throw error;
    failed(error);
    return false;
  }
}

/** Told once at length, and again when it is over: what is away for minutes must not fill the log. */
function loopObserver(log: Logger): LoopObserver {
  return {
    failed: (name, error, isFirst) => {
      if (isFirst) log.error({ err: error }, `could not ${name}, and goes on trying`);
      else log.debug({ err: error }, `could not ${name}`);
    },
    recovered: (name) => log.info(`could ${name} again`),
  };
}

function observer(metrics: Metrics, log: Logger): RequestObserver {
  return ({ error, ...request }) => {
    metrics.request(request.method, request.route ?? 'none', request.status, request.milliseconds / SECOND);
    if (error !== undefined) log.error({ ...request, err: error }, 'request failed');
    else log.debug(request, 'request');
  };
}
