import { spawn } from 'node:child_process';
import type { Proof, Report } from './proofs.js';

/** The result of one proof. */
export interface ProofResult {
  readonly name: string;
  readonly claim: string;
  /** The command line that repeats the run. */
  readonly command: string;
  /** `failed`: the claim did not hold. `not-run`: the command ended without a report. */
  readonly outcome: 'passed' | 'failed' | 'not-run';
  readonly seconds: number;
  readonly figures: Readonly<Record<string, string | number>>;
  /** The last output of the command if it did not pass. */
  readonly said: string;
}

export interface ProofRun {
  readonly seed: number;
  readonly size: number;
  readonly signal: AbortSignal;
  /** Receives the progress output of the command. */
  readonly onOutput: (text: string) => void;
  /** The folder of the project; by default the current one. */
  readonly folder?: string;
}

/** How much output is kept, in characters. */
const SAID_MAX = 4_000;

/** Runs one proof in a process of its own. An aborted signal ends it with SIGINT. */
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

/** Returns null without a valid report, such as when the command could not start. */
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
