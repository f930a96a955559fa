import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { happens, oneOf } from './choices.js';
import type { Owner } from './scheduler.js';
import type { SearchRole } from './search.js';
import type { UseCases } from './server.js';
import { cancelledFlight, repriced, retimed, SEATS } from './timetable.js';
import type { Scene } from './travellers.js';

/** The background jobs of a process, by their name in the report. */
const JOBS: Readonly<Record<string, (useCases: UseCases) => Promise<unknown>>> = {
  'expire holds': ({ expireHolds }) => expireHolds.execute(),
  'settle payments': ({ settlePayments }) => settlePayments.execute(),
  'send refunds': ({ sendRefunds }) => sendRefunds.execute(),
  'relay seat counts': ({ relaySeatCounts }) => relaySeatCounts.execute(),
  'purge keys': ({ purgeExpiredKeys }) => purgeExpiredKeys.execute(),
};

const WORKER: Owner = { name: 'background', alive: true };
const AIRLINE: Owner = { name: 'airline', alive: true };

/** The longest pause between two jobs of a process, and between two changes by the airline, in milliseconds. */
const REST_MAX = 900;
const QUIET_PERIOD_MAX = 12_000;

/** How often the airline sends a change at most until booking receives it. */
const DELIVERIES_MAX = 30;

/** Runs random jobs, one at a time, in the process with this number or its successor until `isOver` returns true. */
export async function workInBackground(scene: Scene, server: number, isOver: () => boolean): Promise<void> {
  const { scheduler, choices } = scene;
  while (!isOver()) {
    await scheduler.sleep(WORKER, choices.below(REST_MAX));
    if (isOver()) return;
    await runJob(scene, server, oneOf(choices, Object.keys(JOBS)));
  }
}

/** Runs every job once, one after the other. */
export async function runAllJobs(scene: Scene, server: number): Promise<void> {
  for (const name of Object.keys(JOBS)) await runJob(scene, server, name);
}

async function runJob({ network }: Scene, server: number, name: string): Promise<void> {
  const work = JOBS[name];
  if (work === undefined) throw new RangeError(`there is no job ${name}`);
  await network.call({ caller: WORKER, what: name, server, work });
}

/** Changes flights now and then and sends the changes, sometimes late and twice; also blocks seats. */
export async function changeFlights(scene: Scene, search: SearchRole): Promise<void> {
  const { scheduler, choices } = scene;
  while (!scene.isOver()) {
    await scheduler.sleep(AIRLINE, choices.below(QUIET_PERIOD_MAX));
    if (scene.isOver()) return;
    const before = oneOf(choices, [...search.facts.values()]);
    if (happens(choices, 2)) await blockSeat(scene, before.flightId);
    else await change(scene, search, before);
  }
}

/** Sends the facts of all flights to booking until it receives them. */
export async function sendAllFlightChanges(scene: Scene, search: SearchRole): Promise<void> {
  for (const facts of search.facts.values()) await sendFacts(scene, facts);
}

async function change(scene: Scene, search: SearchRole, before: FlightFacts): Promise<void> {
  const { choices } = scene;
  const after = happens(choices, 5)
    ? cancelledFlight(before)
    : happens(choices, 2)
      ? retimed(before, choices)
      : repriced(before, choices);
  if (before.status === 'cancelled') return;
  if (after.status === 'cancelled') scene.history.cancelsFlight(after.flightId);
  search.facts.set(after.flightId, after);
  await sendFacts(scene, after);
  if (happens(choices, 4)) await sendFacts(scene, before);
}

async function sendFacts({ network, scheduler, choices }: Scene, facts: FlightFacts): Promise<void> {
  for (let delivery = 1; delivery <= DELIVERIES_MAX; delivery += 1) {
    const outcome = await network.call({
      caller: AIRLINE,
      what: 'apply flight changes',
      detail: facts.flightId,
      server: null,
      work: ({ applyFlightChanges }) => applyFlightChanges.receive([facts]),
    });
    if (outcome.kind === 'answered') return;
    await scheduler.sleep(AIRLINE, choices.below(REST_MAX));
  }
}

async function blockSeat({ network, choices }: Scene, flightId: string): Promise<void> {
  const state = oneOf(choices, ['blocked', 'available', 'available'] as const);
  const request = { flightId, seat: oneOf(choices, SEATS), state };
  await network.call({
    caller: AIRLINE,
    what: 'block seat',
    detail: request,
    server: null,
    work: ({ blockSeat }) => blockSeat.execute(request),
  });
}
