import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import { createApp, routesOf, type RequestObserver } from '../../adapters/http/app.js';
import { processOperations } from '../../adapters/http/contract/process-operations.js';
import { DOCS_ASSETS, processHandlers, type ReadinessCheck } from '../../adapters/http/process-handlers.js';
import { HttpServer } from '../../adapters/http/server.js';
import type { Metrics } from '../../adapters/metrics/metrics.js';
import { SECOND } from '../../domain/shared/instant.js';
import { Refusal } from '../../domain/shared/refusal.js';
import { BackgroundWork, type LoopObserver } from './background.js';
import type { DemoLogin } from './demo-logins.js';
import type { RunningRole } from '../wiring/running-role.js';
import { mayStillStart } from './starting.js';
import { VERSION } from '../process/version.js';
import { SHARED } from '../wiring/shared.js';

/** How long a stopping process waits for running requests. */
const DRAIN_MAX = 10 * SECOND;

/**
 * How long a process prepares before it listens anyway and responds that it is not ready. Longer behind a proxy, which
 * sends requests to other replicas while this one does not listen.
 */
const PREPARE_MAX = 10 * SECOND;
const PREPARE_BEHIND_PROXY_MAX = 60 * SECOND;

/** A service that listens for requests. */
export interface Service {
  readonly url: string;
  /** Why the service is not ready now, as sentences; empty if it is. */
  obstacles(): Promise<string[]>;
  /**
   * Stops the service. For `graceMs` it still serves but reports that it is not ready, so that the load balancer
   * notices. Then it waits for running requests, for at most 10 seconds.
   */
  stop(graceMs?: number): Promise<void>;
}

/** A service that has just started, with what the banner shows. */
export interface Started {
  readonly service: Service;
  readonly logins: readonly DemoLogin[];
  /** A description of the flights on sale; absent for the booking role. */
  readonly flights?: string;
  /** Returns the path of a search that finds flights; null if there are none. */
  readonly trial?: () => Promise<string | null>;
}

/**
 * Serves the roles on one port and runs their background loops. It listens once it is prepared. If preparing takes too
 * long, because a database is unavailable or a catalogue is large, it listens anyway, responds that it is not ready,
 * and retries. It calls `fill` once the stores are prepared.
 */
export async function serve(
  c: DependencyContainer,
  roles: readonly RunningRole[],
  log: Logger,
  fill: () => Promise<void> = async () => undefined,
): Promise<Service> {
  const config = c.resolve(SHARED.config);
  const metrics = c.resolve(SHARED.metrics);
  const state = { isDraining: false, isPrepared: false, isListening: false };
  const server = new HttpServer(appOf(c, roles, log, state));
  const work = new BackgroundWork(loopObserver(log, metrics));
  const start = async () => {
    for (const { store } of roles) await store.prepare();
    await fill();
    state.isPrepared = true;
    if (state.isListening) log.info('prepared: accepting requests');
    for (const admission of roles.flatMap(({ admissions }) => admissions)) admission.open();
    work.start(roles.flatMap(({ loops }) => loops));
    return false;
  };
  const prepareLater = (error: unknown) => {
    if (!isDatabaseUnavailable(error)) {
      if (!state.isListening) throw error;
      // The store itself logs why its database is unavailable.
      log.error({ err: error }, 'failed to prepare the store; retrying');
    }
    work.start([{ name: 'prepare the store', interval: SECOND / 2, once: true, run: start }]);
  };
  await Promise.race([start().then(() => undefined, prepareLater), prepareTimeout(config.trustProxy)]);
  work.start(roles.flatMap(({ store }) => store.loops));
  const port = await server.listen(config.port, config.host);
  state.isListening = true;
  const stop = async (graceMs = 0): Promise<void> => {
    state.isDraining = true;
    await server.drain(graceMs, DRAIN_MAX, () => {
      for (const role of roles) role.closeStreams();
    });
    await work.stop();
    await Promise.all(roles.map(({ store }) => store.close()));
  };
  const url = `http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`;
  const obstacles = async () =>
    (await readinessOf(roles)).flatMap(({ ok, detail }) => (ok ? [] : (detail ?? [])));
  return { url, obstacles, stop };
}

interface ServiceState {
  readonly isDraining: boolean;
  readonly isPrepared: boolean;
}

function appOf(c: DependencyContainer, roles: readonly RunningRole[], log: Logger, state: ServiceState) {
  const config = c.resolve(SHARED.config);
  const [tokens, clock, metrics] = [
    c.resolve(SHARED.tokens),
    c.resolve(SHARED.clock),
    c.resolve(SHARED.metrics),
  ];
  const status = {
    role: config.role,
    version: VERSION,
    now: () => clock.now(),
    metrics: () => metrics.text(),
    readiness: async () => [
      { name: 'draining', ok: !state.isDraining },
      { name: 'prepared', ok: state.isPrepared },
      ...(await readinessOf(roles)),
    ],
  };
  return createApp({
    routes: [
      ...roles.flatMap(({ routes }) => routes),
      ...routesOf(processOperations, processHandlers(status)),
      DOCS_ASSETS,
    ],
    authenticate: (token) => tokens.verify(token, clock.now()),
    observe: observer(metrics, log),
    trustProxy: config.trustProxy,
    corsOrigins: config.corsOrigins,
    isTraced: config.tracing !== undefined,
  });
}

async function readinessOf(roles: readonly RunningRole[]): Promise<ReadinessCheck[]> {
  return (await Promise.all(roles.map(({ store }) => store.readiness()))).flat();
}

function isDatabaseUnavailable(error: unknown): boolean {
  return error instanceof Refusal && ['database-unavailable', 'overloaded'].includes(error.code);
}

async function prepareTimeout(isBehindProxy: boolean): Promise<void> {
  await sleep(isBehindProxy ? PREPARE_BEHIND_PROXY_MAX : PREPARE_MAX, undefined, { ref: false });
}

/** Logs the first failure of a loop and its recovery. Further failures are logged at debug, to keep the log short. */
function loopObserver(log: Logger, metrics: Metrics): LoopObserver {
  const logged = new Set<string>();
  return {
    failed: (name, error) => {
      metrics.backgroundFailed(name);
      const isLink = error instanceof Error && error.name === 'LinkFailure';
      if (logged.has(name) || (isLink && mayStillStart())) {
        log.debug({ err: error }, `failed to ${name}`);
        return;
      }
      logged.add(name);
      log[isLink ? 'info' : 'warn']({ err: error }, `failed to ${name}; retrying`);
    },
    recovered: (name) => {
      if (logged.delete(name)) log.info(`${name}: recovered`);
    },
  };
}

function observer(metrics: Metrics, log: Logger): RequestObserver {
  return ({ error, ...request }) => {
    const route = request.route ?? 'none';
    metrics.request(request.method, route, request.status, request.milliseconds / SECOND);
    if (request.code !== undefined) metrics.refused(route, request.code);
    if (error !== undefined) log.error({ ...request, err: error }, 'request failed');
    else log.debug(request, 'request');
  };
}
