import { setTimeout as sleep } from 'node:timers/promises';
import { isTrouble } from '../history/exchange.js';
import type { History } from '../history/history.js';
import { soldIn } from '../history/sold.js';
import { auditFindings } from '../stage/audit-findings.js';
import { Simulation } from '../simulation.js';
import type { HttpClient } from '../travellers/http-client.js';
import { signedIdentities } from '../travellers/identities.js';
import type { World } from '../travellers/world.js';
import { isClean } from '../verdict/verdict.js';
import { unnoticed } from '../verdict/unnoticed.js';
import { breakIt, brokenAsMeant } from './breaking.js';
import type { Fault } from './fault.js';
import type { Row } from './row.js';
import type { Scene } from './scene.js';

/** How long travellers travel before, and at least after, in milliseconds; and how long at most until a seat is held. */
const BEFORE = 2_000;
const AFTER = 1_500;
const RECOVERY_MAX = 30_000;

/** More than any fault takes, in seconds: the run is ended when the fault is over. */
const RUN_MAX = 180;

export interface FaultRun {
  readonly travellers: number;
  readonly seed: number;
  readonly client: HttpClient;
  readonly world: World;
  /** Is given the history of a run that broke a rule. */
  readonly keep?: (history: History) => Promise<void>;
}

/** Lets travellers travel, breaks one thing, waits until a seat is held again, and judges all of it. */
export async function runFault(
  scene: Scene,
  fault: Fault,
  { travellers, seed, client, world, keep }: FaultRun,
): Promise<Row> {
  const simulation = await Simulation.prepare(
    {
      url: scene.url,
      travellers,
      seconds: RUN_MAX,
      seed,
      isAlone: true,
      isBreaking: true,
      ...(fault.habits === undefined ? {} : { habits: fault.habits }),
    },
    client,
    signedIdentities(scene.stack.secret),
    world,
  );
  const trying = breakAndRecover(simulation, scene, fault).finally(() => simulation.end());
  const [{ breaking, recovery }] = await Promise.all([trying, simulation.run()]);
  const { exchanges } = simulation.history;
  const findings = [
    brokenAsMeant([breaking]),
    ...(await simulation.verdict(() => undefined)),
    ...(fault.unnoticedBy === undefined ? [] : [unnoticed(exchanges, fault.unnoticedBy)]),
    ...auditFindings(await scene.stack.audit()),
  ];
  if (!isClean(findings)) await keep?.(simulation.history);
  const { name, says, recovery: bound } = fault;
  return {
    name,
    says,
    requests: exchanges.length,
    sold: soldIn(exchanges).size,
    troubled: exchanges.filter(({ status }) => isTrouble(status)).length,
    recovery,
    bound,
    findings,
  };
}

async function breakAndRecover(simulation: Simulation, scene: Scene, fault: Fault) {
  await sleep(BEFORE);
  const breaking = await breakIt(fault, scene);
  const recovery = await firstHoldAfter(simulation, performance.now());
  await sleep(AFTER);
  return { breaking, recovery };
}

/** How long after a moment the first seat was held, in milliseconds. Null when none was for too long. */
async function firstHoldAfter({ history }: Simulation, moment: number): Promise<number | null> {
  let seen = history.exchanges.findLastIndex(({ answeredAt }) => answeredAt < moment) + 1;
  while (performance.now() < moment + RECOVERY_MAX) {
    for (; seen < history.exchanges.length; seen += 1) {
      const { status, answeredAt } = history.exchanges[seen] ?? { status: null, answeredAt: 0 };
      if (status === 201) return answeredAt - moment;
    }
    await sleep(20);
  }
  return null;
}
