import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem, type, release } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ProofResult } from './run-proof.js';

/** The circumstances of a result. */
export interface Circumstances {
  /** The commit of the checkout, with `-dirty` if files differed from it. */
  readonly commit: string;
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly seed: number;
}

export type StoredResult = ProofResult & Circumstances;

const INTRODUCTION = `# Results of the proofs

\`npm run prove\` writes this page and the files beside it, one for each proof, and replaces what it proves again.
What each command does is in [proof.md](../proof.md).
`;

/** Describes this checkout and machine; throws if git cannot name the commit. */
export async function circumstances(seed: number): Promise<Circumstances> {
  const git = promisify(execFile);
  const { stdout } = await git('git', ['describe', '--always', '--dirty', '--abbrev=12']);
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return {
    commit: stdout.trim(),
    date: new Date().toISOString(),
    machine: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memory} GiB, ${type()} ${release()}`,
    node: process.version,
    seed,
  };
}

/** Stores a result in the folder, replacing an earlier one of the same proof. */
export async function storeResult(folder: string, result: StoredResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${result.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** Writes the page of all results in the folder. */
export async function writePage(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const results = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as StoredResult),
  );
  await writeFile(join(folder, 'README.md'), [INTRODUCTION, ...results.map(sectionOf)].join('\n'));
}

function sectionOf(result: StoredResult): string {
  const { name, claim, command, outcome, seconds, figures, commit, date, machine, node, seed } = result;
  const counts = Object.entries(figures).map(([label, value]) => `- ${label}: ${value.toLocaleString('en')}`);
  return [
    `## ${name}: ${outcome}`,
    '',
    `${claim}.`,
    '',
    '```sh',
    command,
    '```',
    '',
    ...counts,
    `- ran for ${seconds} s on ${date.slice(0, 10)}, commit \`${commit}\`, seed ${seed}`,
    `- on ${machine}, Node.js ${node}`,
    '',
  ].join('\n');
}
