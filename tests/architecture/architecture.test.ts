import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, describe, expect, it } from 'vitest';
import { importsByUrl } from './imports-by-url.js';
import { ROLE_RULES, RULES } from './rules.js';

/** The folders whose imports are looked at. */
const FOLDERS = ['src', 'migrations', 'proof', 'tools'];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Violations of the rules below a folder; with types, imports that only name types count too. */
async function violations(
  rules: IForbiddenRuleType[],
  withTypes: boolean,
  baseDir = process.cwd(),
): Promise<string[]> {
  const options: ICruiseOptions = {
    baseDir,
    ruleSet: { forbidden: rules },
    validate: true,
    tsPreCompilationDeps: withTypes,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
    moduleSystems: ['es6'],
  };
  const present = FOLDERS.filter((folder) => existsSync(join(baseDir, folder)));
  const { output } = await cruise(present, options);
  return (output as ICruiseResult).summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`,
  );
}

/** The violations found in a tree of files with these contents. */
async function violationsIn(
  files: Record<string, string>,
  rules = RULES,
  withTypes = true,
): Promise<string[]> {
  return await violations(rules, withTypes, plant(files));
}

/** A folder with files of these contents, until the end of the tests. */
function plant(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-architecture-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('the architecture', () => {
  it('holds', async () => {
    expect(await violations(RULES, true)).toEqual([]);
  });

  it('lets each process load its own role alone', { timeout: 300_000 }, async () => {
    expect(await violations(ROLE_RULES, false)).toEqual([]);
  });

  it('imports by an address that is made at run time only migrations and what has been compiled', async () => {
    expect(await importsByUrl(process.cwd(), FOLDERS)).toEqual([
      'src/adapters/mysql/schema/definitions.ts',
      'tools/run.mjs',
    ]);
  });
});

/** For rules about two files: what a file must not import. */
const PLANTED: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['domain-imports-nothing', 'src/domain/a.ts', 'src/application/b.ts'],
  ['flights-and-fares-know-neither-booking-nor-search', 'src/domain/flight/a.ts', 'src/domain/booking/b.ts'],
  ['flights-and-fares-know-neither-booking-nor-search', 'src/domain/pricing/a.ts', 'src/domain/search/b.ts'],
  ['shared-values-know-no-subject', 'src/domain/shared/a.ts', 'src/domain/flight/b.ts'],
  ['booking-and-search-decide-apart', 'src/domain/search/a.ts', 'src/domain/booking/b.ts'],
  ['use-cases-import-the-domain-alone', 'src/application/booking/a.ts', 'src/adapters/memory/b.ts'],
  ['roles-do-not-know-each-other', 'src/application/booking/a.ts', 'src/application/search/b.ts'],
  ['roles-do-not-know-each-other', 'src/application/accounts/a.ts', 'src/application/booking/b.ts'],
  ['adapters-do-not-know-entrypoints', 'src/adapters/http/a.ts', 'src/entrypoints/b.ts'],
  ['adapters-do-not-know-each-other', 'src/adapters/memory/a.ts', 'src/adapters/http/b.ts'],
  [
    'payment-gateways-do-not-know-each-other',
    'src/adapters/payment-gateways/one/a.ts',
    'src/adapters/payment-gateways/two/b.ts',
  ],
  ['http-uses-tokens-alone', 'src/adapters/http/a.ts', 'src/adapters/memory/b.ts'],
  [
    'http-uses-tokens-alone',
    'src/adapters/http/a.ts',
    'src/adapters/payment-gateways/simulated/payment-methods.ts',
  ],
  [
    'the-contract-documents-payment-methods',
    'src/adapters/http/contract/payment-operations.ts',
    'src/adapters/payment-gateways/simulated/ledger.ts',
  ],
  [
    'role-clients-use-the-contract-and-tokens-alone',
    'src/adapters/role-clients/a.ts',
    'src/adapters/http/b.ts',
  ],
  ['the-audit-uses-the-database-alone', 'src/adapters/audit/a.ts', 'src/adapters/memory/b.ts'],
  ['the-product-stands-alone', 'src/application/booking/a.ts', 'proof/fuzz/b.ts'],
  ['the-product-stands-alone', 'src/entrypoints/main.ts', 'proof/fuzz/b.ts'],
  ['the-product-stands-alone', 'src/entrypoints/main.ts', 'tools/b.ts'],
  ['the-product-stands-alone', 'src/adapters/http/a.ts', 'web/b.ts'],
  ['the-product-stands-alone', 'src/domain/a.ts', 'tests/b.ts'],
  ['the-product-stands-alone', 'migrations/booking/a.js', 'tools/b.ts'],
  ['tools-use-entrypoints-alone', 'tools/a.ts', 'src/domain/b.ts'],
  ['tools-use-entrypoints-alone', 'tools/a.ts', 'proof/fuzz/b.ts'],
  ['tools-use-entrypoints-alone', 'tools/a.ts', 'tests/b.ts'],
  ['proofs-use-no-tests', 'proof/fuzz/a.ts', 'tests/b.ts'],
  ['proof-commands-share-the-helpers-of-commands', 'proof/commands/a.ts', 'src/entrypoints/wiring/b.ts'],
  ['a-verdict-owes-the-service-nothing', 'proof/fuzz/a.ts', 'src/domain/b.ts'],
  ['a-verdict-owes-the-service-nothing', 'proof/fuzz/a.ts', 'src/adapters/http/b.ts'],
  [
    'timetables-share-fares-and-aircraft-alone',
    'src/adapters/timetables/seed/a.ts',
    'src/adapters/timetables/open-data/b.ts',
  ],
  ['the-product-stands-alone', 'src/entrypoints/main.ts', 'proof/explore/b.ts'],
  ['a-verdict-owes-the-service-nothing', 'proof/travellers/a.ts', 'src/domain/b.ts'],
  ['a-verdict-hangs-on-no-service', 'proof/verdict/a.ts', 'proof/travellers/b.ts'],
  ['the-product-stands-alone', 'src/adapters/memory/a.ts', 'proof/explore/b.ts'],
  ['explorations-keep-things-in-memory', 'proof/explore/a.ts', 'src/adapters/mysql/b.ts'],
];

describe('a violation is seen', () => {
  const value = 'export const value = 1;\n';
  it.each(PLANTED)('%s: %s imports %s', async (rule, from, to) => {
    const up = '../'.repeat(from.split('/').length - 1);
    const importing = `import type { value } from '${up}${to.replace(/\.ts$/, '.js')}';\nexport type T = typeof value;\n`;
    const found = await violationsIn({ [from]: importing, [to]: value });
    expect(found.map((violation) => violation.split(': ')[0])).toContain(rule);
  });

  it.each(['domain-imports-nothing', 'use-cases-import-the-domain-alone'])('%s: a package', async (rule) => {
    const imports = "import Joi from 'joi';\nexport const schema = Joi;\n";
    const found = await violationsIn({ 'src/domain/a.ts': imports, 'src/application/booking/b.ts': imports });
    expect(found.map((violation) => violation.split(': ')[0])).toContain(rule);
  });

  it('the-database-is-behind-its-adapters: a package', async () => {
    const found = await violationsIn({
      'src/adapters/memory/a.ts': "import 'typeorm';\n",
      'src/adapters/mysql/b.ts': "import 'typeorm';\n",
      'proof/fuzz/c.ts': "import 'mysql2/promise';\n",
      'node_modules/typeorm/index.js': value,
      'node_modules/mysql2/promise.js': value,
    });
    const files = found.flatMap((violation) =>
      violation.startsWith('the-database-is-behind') ? (/: (\S+)/.exec(violation)?.[1] ?? []) : [],
    );
    expect(files.sort()).toEqual(['proof/fuzz/c.ts', 'src/adapters/memory/a.ts']);
  });

  it('the-product-needs-no-development-packages: a package', async () => {
    const found = await violationsIn({
      'src/a.ts': "import 'uplot';\n",
      'package.json': JSON.stringify({ devDependencies: { uplot: '1.0.0' } }),
      'node_modules/uplot/package.json': JSON.stringify({ name: 'uplot', main: 'index.js' }),
      'node_modules/uplot/index.js': value,
    });
    expect(found).toEqual([
      expect.stringMatching(/^the-product-needs-no-development-packages: src\/a.ts -> /),
    ]);
  });

  it('a circle', async () => {
    const found = await violationsIn({
      'src/domain/a.ts': "import { b } from './b.js';\nexport const a = () => b;\n",
      'src/domain/b.ts': "import { a } from './a.js';\nexport const b = () => a;\n",
    });
    expect(found.some((violation) => violation.startsWith('no-circles'))).toBe(true);
  });

  it.each([
    ['booking-loads-no-search', 'booking', 'search'],
    ['search-loads-no-booking', 'search', 'booking'],
  ])('%s', async (rule, role, other) => {
    const found = await violationsIn(
      {
        [`src/entrypoints/${role}.ts`]: "import './wiring.js';\n",
        'src/entrypoints/wiring.ts': `import '../application/${other}/find.js';\n`,
        [`src/application/${other}/find.ts`]: value,
      },
      ROLE_RULES,
      false,
    );
    expect(found.some((violation) => violation.startsWith(rule))).toBe(true);
  });

  it.each([
    ["import(new URL('./b.js', import.meta.url).href)", 'an address'],
    ["import('./b' + '.js')", 'a text that is put together'],
  ])('%s: %s', async (expression) => {
    const folder = plant({
      'src/a.ts': `export const a = await ${expression};\n`,
      'src/b.ts': "export const b = await import('./c.js');\n",
      'src/c.ts': value,
    });
    expect(await importsByUrl(folder, ['src'])).toEqual(['src/a.ts']);
  });

  it('of every rule', () => {
    const ofPackages = ['the-database-is-behind-its-adapters', 'the-product-needs-no-development-packages'];
    const seen = new Set([...PLANTED.map(([rule]) => rule), ...ofPackages, 'no-circles']);
    expect(RULES.map(({ name }) => name).filter((name) => !seen.has(name ?? ''))).toEqual([]);
  });
});
