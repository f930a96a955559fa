import { spawn } from 'node:child_process';
import type { Proof, Report } from './proofs.js';

/** What became of one proof. */
export interface ProofResult {
  readonly name: string;
  readonly claim: string;
  /** As a person would type it, to run the same again. */
  readonly command: string;
  /** `failed`: the claim did not hold. `not-run`: the command ended without a report, so that nothing is known. */
  readonly outcome: 'passed' | 'failed' | 'not-run';
  readonly seconds: number;
  readonly figures: Readonly<Record<string, string | number>>;
  /** What the command said last, where it did not pass. */
  readonly said: string;
}

export interface ProofRun {
  readonly seed: number;
  readonly size: number;
  readonly signal: AbortSignal;
  /** Receives what the command says of its progress. */
  readonly onOutput: (text: string) => void;
  /** The folder of the project; left out, the current one. */
  readonly folder?: string;
}

/** How much of what a command says is kept, in characters. */
const SAID_MAX = 4_000;

/** Runs one proof to its end as a process of its own. An aborted signal ends it with SIGINT. */
export async function runProof(proof: Proof, run: ProofRun): Promise<ProofResult> {
  const words = [...proof.command(run.size), ...(proof.takesSeed ? ['--seed', String(run.seed)] : [])];
  const [script = '', ...args] = words;
  const startedAt = performance.now();
  const { code, output, said } = await spawned(['run', '--silent', script, '--', ...args, '--json'], run);
  const report = reportIn(output);
  return {
    name: proof.name,
    claim: proof.claim,
    command: `npm run ${script} -- ${args.join(' ')}`.trim(),
    outcome: report === null ? 'not-run' : code === 0 ? 'passed' : 'failed',
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    figures: report === null ? {} : proof.figures(report),
    said: code === 0 && report !== null ? '' : said.trim(),
  };
}

async function spawned(args: readonly string[], { signal, onOutput, folder = '.' }: ProofRun) {
  const child = spawn('npm', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const interrupt = () => child.kill('SIGINT');
  signal.addEventListener('abort', interrupt);
  if (signal.aborted) interrupt();
  let output = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-SAID_MAX);
    onOutput(chunk.toString());
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal.removeEventListener('abort', interrupt);
  return { code, output, said };
}

/** A command that could not begin prints no report. */
function reportIn(output: string): Report | null {
  try {
    const report: unknown = JSON.parse(output);
    if (Array.isArray(report)) return { results: report };
    return typeof report === 'object' && report !== null ? (report as Report) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
