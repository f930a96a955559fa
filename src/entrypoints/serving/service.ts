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

/** How long requests that run may take to end once the process is asked to. */
const DRAIN_MAX = 10 * SECOND;

/**
 * How long a process may take to prepare itself before it answers that it is not ready. Behind a proxy longer: whom it
 * cannot reach it passes by, and others may be ready.
 */
const SILENCE_MAX = 10 * SECOND;
const SILENCE_BEHIND_PROXY_MAX = 60 * SECOND;

/** A service that answers. */
export interface Service {
  readonly url: string;
  /** What keeps it from being ready now, as sentences. */
  obstacles(): Promise<string[]>;
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
  /** A search that finds some of them, as a path; null without any. */
  readonly trial?: () => Promise<string | null>;
}

/**
 * Serves the roles on one port, and does their background work. It answers as soon as it is prepared, so that nobody is
 * sent to it too early. What cannot be prepared now, because a database is away or a catalogue is large, answers all the
 * same, that it is not ready, and goes on trying. `fill` is called once the stores are there.
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
    if (state.isListening) log.info('prepared: takes requests now');
    for (const admission of roles.flatMap(({ admissions }) => admissions)) admission.open();
    work.start(roles.flatMap(({ loops }) => loops));
    return false;
  };
  const prepareLater = (error: unknown) => {
    if (!isDatabaseAway(error)) {
      if (!state.isListening) throw error;
      // What is wrong with a database, its store has logged.
      log.error({ err: error }, 'failed to prepare the store; tries again');
    }
    work.start([{ name: 'prepare the store', interval: SECOND / 2, once: true, run: start }]);
  };
  await Promise.race([start().then(() => undefined, prepareLater), patience(config.trustProxy)]);
  work.start(roles.flatMap(({ store }) => store.loops));
  const port = await server.listen(config.port, config.host);
  state.isListening = true;
  const stop = async (grace = 0): Promise<void> => {
    state.isDraining = true;
    await server.drain(grace, DRAIN_MAX, () => {
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

function isDatabaseAway(error: unknown): boolean {
  return error instanceof Refusal && ['database-unavailable', 'overloaded'].includes(error.code);
}

async function patience(isBehindProxy: boolean): Promise<void> {
  await sleep(isBehindProxy ? SILENCE_BEHIND_PROXY_MAX : SILENCE_MAX, undefined, { ref: false });
}

/** Logged once at length, and again when it is over: what is away for minutes must not fill the log. */
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
      log[isLink ? 'info' : 'warn']({ err: error }, `failed to ${name}; tries again`);
    },
    recovered: (name) => {
      if (logged.delete(name)) log.info(`${name}: works again`);
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
