import type { Counts, Exploration } from './explore.js';
import type { WorldOutcome } from './world-outcome.js';

/** The report of an exploration in words. `replayed` is the second run of the world with the violation. */
export function reportOf(seed: number, found: Exploration, replayed: WorldOutcome | null): string {
  const { violation } = found;
  const rows: [string, string | number][] = [
    ['first seed', seed],
    ['worlds', found.worlds],
    ['operations', found.operations],
    ...indented(found.calls),
    ['steps', found.steps],
    ['  switches between operations', found.switches],
    ['waits for a lock', found.lockWaits],
    ['retried units', sum(found.retries)],
    ...indented(found.retries),
    ['faults', sum(found.faults)],
    ...indented(found.faults),
    ['seconds', (found.took / 1000).toFixed(1)],
    ['operations per second', Math.round((found.operations * 1000) / Math.max(1, found.took))],
    ['violations', violation === null ? 0 : 1],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `${name.padEnd(width)}  ${String(value).padStart(12)}`);
  if (violation === null || replayed === null) return table.join('\n');
  return [
    ...replayed.trace(),
    '',
    ...table,
    '',
    `Seed ${violation.seed}: ${violation.what}`,
    `Replayed: ${replayed.violation ?? 'NOT THE SAME: no violation'}`,
    `Repeat:   ${commandOf(violation.seed)}`,
  ].join('\n');
}

/** The second run of the world with the violation. */
export interface Replay {
  /** The command that runs only that world. */
  readonly command: string;
  readonly violation: string | null;
  readonly isSame: boolean;
  /** Its last steps, the oldest first. */
  readonly trace: readonly string[];
}

/** The replay as JSON; null without a violation. */
export function replayOf({ violation }: Exploration, replayed: WorldOutcome | null): Replay | null {
  if (violation === null || replayed === null) return null;
  return {
    command: commandOf(violation.seed),
    violation: replayed.violation,
    isSame: replayed.violation === violation.what,
    trace: replayed.trace(),
  };
}

function commandOf(seed: number): string {
  return `npm run explore -- --seed ${seed} --operations 1`;
}

function indented(counts: Counts): [string, number][] {
  return Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => [`  ${wordsOf(name)}`, count]);
}

/** The words of a name in camel case: `commit in doubt` for `commitInDoubt` and `CommitInDoubt`. */
function wordsOf(name: string): string {
  return name.replace(
    /(?<=[a-z])[A-Z]|^[A-Z]/g,
    (letter, at: number) => `${at === 0 ? '' : ' '}${letter.toLowerCase()}`,
  );
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
