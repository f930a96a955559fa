import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { EXIT, runCommand, wholeNumber } from '../../src/entrypoints/commands/command-line.js';
import { PROOFS, type Proof } from '../prove/proofs.js';
import { circumstances, storeResult, writePage } from '../prove/results.js';
import { runProof, type ProofResult } from '../prove/run-proof.js';
import { Endings } from '../stage/endings.js';

interface Options {
  readonly list?: boolean;
  readonly seed?: number;
  readonly size: number;
  readonly results?: string;
  readonly json?: boolean;
}

/** Folders for the results of full runs (size 1) and of smaller runs. */
const RESULTS = join('docs', 'results');
const SMALL_RESULTS = join('.holdfast', 'results');

const SEED_MAX = 2 ** 31 - 1;

const command = new Command('npm run prove --')
  .description(
    'Runs all long proofs in turn, which takes two cores some hours, and writes each result to docs/results.',
  )
  .argument('[proofs...]', 'the proofs to run (default: all)')
  .option('--list', 'list the proofs with their claims and commands, and exit')
  .option('--seed <n>', 'seed for every proof that takes one (default: random)', wholeNumber(0, SEED_MAX))
  .option('--size <share>', 'share of each run, such as 0.01 for a quick trial', share, 1)
  .option('--results <folder>', `output folder (default: ${RESULTS}, below size 1 ${SMALL_RESULTS})`)
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    '\nExit codes: 0 every proof passed, 1 a proof failed or could not run, 2 invalid arguments,' +
      '\n128 plus the signal number after a signal, such as 130 after Ctrl-C.',
  );

await runCommand(command, [], async () => {
  const options = command.opts<Options>();
  const proofs = selectProofs(command.args);
  if (options.list === true) return list(proofs);
  const { size, seed = randomInt(SEED_MAX), results = size < 1 ? SMALL_RESULTS : RESULTS } = options;
  const ending = new AbortController();
  const endings = new Endings();
  endings.add(async () => ending.abort());
  endings.endOnSignals(print);
  const done: ProofResult[] = [];
  const of = await circumstances(seed);
  for (const [index, proof] of proofs.entries()) {
    if (ending.signal.aborted) break;
    print(`\n${index + 1} of ${proofs.length}: ${proof.name}. ${proof.claim}.`);
    const run = { seed, size, signal: ending.signal, onOutput: (text: string) => process.stderr.write(text) };
    const result = await runProof(proof, run);
    // A run that a signal ended proves nothing, so the previous result stays.
    if (run.signal.aborted) break;
    done.push(result);
    await storeResult(results, { ...result, ...of });
    await writePage(results);
    print(lineOf(result));
  }
  const passed = done.length === proofs.length && done.every(({ outcome }) => outcome === 'passed');
  if (options.json === true) console.log(JSON.stringify({ passed, seed, results: done }, null, 2));
  else console.log([...done.map(lineOf), passed ? 'PASSED' : 'FAILED'].join('\n'));
  return passed ? 0 : EXIT.failed;
});

function selectProofs(names: readonly string[]): readonly Proof[] {
  const unknown = names.filter((name) => !PROOFS.some((proof) => proof.name === name));
  if (unknown.length > 0)
    command.error(
      `There is no proof ${unknown.join(', ')}. There are ${PROOFS.map(({ name }) => name).join(', ')}.`,
    );
  return names.length === 0 ? PROOFS : PROOFS.filter(({ name }) => names.includes(name));
}

function list(proofs: readonly Proof[]): number {
  for (const { name, claim, command: words } of proofs) {
    const [script = '', ...args] = words(1);
    console.log(`${name}: ${claim}.\n    npm run ${script}${args.length > 0 ? ` -- ${args.join(' ')}` : ''}`);
  }
  return 0;
}

function lineOf({ name, outcome, seconds, figures, said }: ProofResult): string {
  const counts = Object.entries(figures).map(([label, value]) => `${label} ${value.toLocaleString('en')}`);
  return [
    `${outcome.padEnd(7)} ${name} (${seconds} s) ${counts.join(', ')}`,
    ...(said === '' ? [] : [said]),
  ].join('\n');
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('Give a number above 0 and at most 1.');
  return value;
}

function print(line: string): void {
  console.error(line);
}
