// npm test: runs the static checks and the tests side by side, and prints a verdict. Options go to vitest:
// npm test -- tests/domain
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './project.js';

const WORK = join(ROOT, '.holdfast');
const RESULTS = join(WORK, 'test-results.json');
const VERDICT = join(WORK, 'verdict.txt');

/** Static checks, each with its command line. */
const STATIC = [
  { name: 'types', words: ['typescript', 'bin/tsc', '--build'] },
  { name: 'lint', words: ['eslint', 'bin/eslint.js', '--max-warnings', '0', '.'] },
  { name: 'format', words: ['prettier', 'bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
  { name: 'unused', words: ['knip', 'bin/knip.js'] },
];

/** The totals of vitest's JSON reporter. */
interface Results {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numFailedTestSuites?: number;
}

/** Runs a tool; returns whether it succeeded, its duration, and its output unless `isShown` prints it directly. */
async function run([name = '', file = '', ...args]: string[], isShown: boolean) {
  const start = performance.now();
  let output = '';
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', name, file), ...args], {
    cwd: ROOT,
    stdio: isShown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { ok: code === 0, seconds: (performance.now() - start) / 1000, output };
}

async function staticChecks() {
  const results = [];
  for (const { name, words } of STATIC) {
    const result = await run(words, false);
    results.push({ name, ...result });
    console.log(
      `${result.ok ? '✓' : '✗'} ${name} (${result.seconds.toFixed(1)} s)${result.ok ? '' : `\n${result.output}`}`,
    );
  }
  return results;
}

async function tests(args: string[]) {
  await rm(RESULTS, { force: true });
  const { ok } = await run(
    [
      'vitest',
      'vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${RESULTS}`,
      ...args,
    ],
    true,
  );
  const text = await readFile(RESULTS, 'utf8').catch(() => '{}');
  const results = JSON.parse(text) as Results;
  const { numPassedTests = 0, numFailedTests = 0, numFailedTestSuites = 0 } = results;
  // A test file that cannot be loaded has no failed tests.
  const failed = ok ? numFailedTests : Math.max(1, numFailedTests, numFailedTestSuites);
  return { passed: numPassedTests, failed };
}

await mkdir(WORK, { recursive: true });
await rm(VERDICT, { force: true });
const [checks, tested] = await Promise.all([staticChecks(), tests(process.argv.slice(2))]);
const passed = tested.passed + checks.filter(({ ok }) => ok).length;
const failed = tested.failed + checks.filter(({ ok }) => !ok).length;
const failedChecks = checks.filter(({ ok }) => !ok).map(({ name }) => name);
if (failedChecks.length > 0) console.log(`Failed besides the tests: ${failedChecks.join(', ')}`);
const verdict = `${passed} passed, ${failed} failed`;
await writeFile(VERDICT, `${verdict}\n`);
console.log(verdict);
process.exit(failed === 0 ? 0 : 1);
