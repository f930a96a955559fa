import { brokenAsMeant, type Breaking } from './chaos/breaking.js';
import { mixFaults } from './chaos/mixed-faults.js';
import type { BreakableStack } from './chaos/stage-scene.js';
import { Counting } from './report/figures.js';
import { showLive } from './report/live.js';
import type { Simulation } from './simulation.js';
import type { Finding } from './verdict/finding.js';

export interface Watching {
  readonly title: string;
  /** The stack to inject faults into; null for a run without faults. */
  readonly breakable: BreakableStack | null;
  readonly seed: number;
  readonly stream: NodeJS.WriteStream;
  readonly say: (line: string) => void;
}

export interface WatchedRun {
  readonly counting: Counting;
  /** Duration in seconds, without the verdict. */
  readonly elapsed: number;
  /** The number of attempts made; null for a run without `attempts`. */
  readonly made: number | null;
  /** Whether all faults could be injected. */
  readonly findings: readonly Finding[];
}

/** Runs a simulation to its end with live output, and injects faults if there is a stack for them. */
export async function watchedRun(simulation: Simulation, watching: Watching): Promise<WatchedRun> {
  const { title, breakable, stream, say } = watching;
  const counting = new Counting();
  simulation.history.listen((exchange) => counting.take(exchange));
  const { hot } = simulation.world;
  const scene = { title, counting, flight: hot.flightNumber, seats: () => simulation.watcher.seats };
  const endLive = showLive({ ...scene, oversold: () => simulation.oversold() }, stream);
  const ticking = setInterval(() => counting.tick(), 1_000);
  const over = new AbortController();
  try {
    const [made, broken] = await Promise.all([
      simulation.run().finally(() => over.abort()),
      injectFaults(simulation, watching, over.signal),
    ]);
    if (broken.length > 0) say(`${broken.length} faults: ${broken.map(({ name }) => name).join(', ')}`);
    const findings = breakable === null ? [] : [brokenAsMeant(broken)];
    return { counting, elapsed: counting.elapsed, made, findings };
  } finally {
    clearInterval(ticking);
    endLive();
  }
}

async function injectFaults(
  simulation: Simulation,
  { breakable, seed, stream, say }: Watching,
  over: AbortSignal,
): Promise<Breaking[]> {
  if (breakable === null) return [];
  return await mixFaults(breakable.sceneFor(simulation.world), seed, over, ({ name, says }) => {
    if (!stream.isTTY) say(`       ${name}: ${says}`);
  });
}
