/** The JSON report of a command, as far as it is read here. */
export type Report = Readonly<Record<string, unknown>>;

/** One long proof: a command of this project that exits with 0 if its claim held. */
export interface Proof {
  readonly name: string;
  readonly claim: string;
  /** The words after `npm run`, without `--json` and the seed. `size` shrinks the run: 1 is the full run. */
  readonly command: (size: number) => readonly string[];
  readonly takesSeed: boolean;
  /** The numbers of its report to show, by label. */
  readonly figures: (report: Report) => Readonly<Record<string, string | number>>;
}

/** The duration of the smallest simulation in seconds: enough for every kind of traveller. */
const SIMULATION_SECONDS_MIN = 10;

/** All long proofs, the quickest first. */
export const PROOFS: readonly Proof[] = [
  {
    name: 'explore',
    claim: 'The use cases keep every invariant in any order of steps, crashes and lost responses',
    command: (size) => ['explore', '--operations', whole(1_000_000 * size), '--seconds', '7200'],
    takesSeed: true,
    figures: ({ operations, worlds, violation }) => ({
      operations: number(operations),
      worlds: number(worlds),
      violations: violation === null ? 0 : 1,
    }),
  },
  {
    name: 'fuzz',
    claim: 'Every request gets a response that the contract documents, and invalid requests change nothing',
    command: (size) => ['fuzz', '--requests', whole(100_000 * size)],
    takesSeed: true,
    figures: ({ requests, faulty }) => ({ requests: number(requests), faulty: number(faulty) }),
  },
  {
    name: 'mutants',
    claim: 'A test fails for every rule that is removed',
    command: (size) => ['mutants', ...(size < 1 ? ['lock', 'guard', 'renewed-hold'] : [])],
    takesSeed: false,
    figures: ({ results }) => {
      const verdicts = (results as readonly { readonly verdict: string }[]).map(({ verdict }) => verdict);
      return { mutants: verdicts.length, caught: verdicts.filter((verdict) => verdict === 'caught').length };
    },
  },
  simulation('simulate-mariadb', 'mariadb'),
  simulation('simulate-mysql', 'mysql'),
  {
    name: 'contest',
    claim: 'Of a million attempts at a few seats, each seat goes to one traveller at a time',
    command: (size) => ['simulate', '--attempts', whole(1_000_000 * size), '--travellers', '128'],
    takesSeed: true,
    figures: (report) => ({ attempts: number(report['attempts']), ...simulationMetrics(report) }),
  },
];

function simulation(name: string, engine: string): Proof {
  return {
    name,
    claim: `Travellers lose no booking and share no seat under faults (${engine})`,
    command: (size) => {
      const seconds = Math.max(SIMULATION_SECONDS_MIN, Math.ceil(600 * size));
      const travellers = Math.max(100, Math.ceil(5_000 * size));
      const crowd = ['--travellers', whole(travellers), '--seconds', whole(seconds)];
      return ['simulate', ...crowd, '--faults', '--engine', engine];
    },
    takesSeed: true,
    figures: simulationMetrics,
  };
}

function simulationMetrics({ figures, findings }: Report): Record<string, string | number> {
  const counts = (figures ?? {}) as Record<string, unknown>;
  const rules = (findings ?? []) as readonly { readonly wrong: number }[];
  return {
    ...Object.fromEntries(Object.entries(counts).filter(([, value]) => typeof value === 'number')),
    rules: rules.length,
    broken: rules.filter(({ wrong }) => wrong > 0).length,
  };
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function whole(value: number): string {
  return String(Math.max(1, Math.ceil(value)));
}
