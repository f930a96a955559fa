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

/** How long travellers book before and after the fault, and how long a run waits for a held seat, in milliseconds. */
const BEFORE = 2_000;
const AFTER = 1_500;
const RECOVERY_MAX = 30_000;

/** The limit of a run, in seconds: longer than any fault, because the run ends when its fault is over. */
const RUN_MAX = 180;

export interface FaultRun {
  readonly travellers: number;
  readonly seed: number;
  readonly client: HttpClient;
  readonly world: World;
  /** Receives the history of a run that broke a rule. */
  readonly keep?: (history: History) => Promise<void>;
}

/** Runs travellers, injects one fault, waits until a seat is held again, and checks all rules. */
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
  const injecting = breakAndRecover(simulation, scene, fault).finally(() => simulation.end());
  const [{ breaking, recovery }] = await Promise.all([injecting, simulation.run()]);
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

/** Returns how long after a moment the first seat was held, in milliseconds; null after RECOVERY_MAX. */
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
