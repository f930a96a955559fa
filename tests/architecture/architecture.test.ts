import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, describe, expect, it } from 'vitest';
import { importsByUrl } from './imports-by-url.js';
import { ROLE_RULES, RULES } from './rules.js';

/** The folders whose imports are checked. */
const FOLDERS = ['src', 'migrations', 'proof', 'tools'];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Returns the violations below a folder; with `withTypes`, imports of types alone count too. */
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

/** Returns the violations in a tree of files with these contents. */
async function violationsIn(
  files: Record<string, string>,
  rules = RULES,
  withTypes = true,
): Promise<string[]> {
  return await violations(rules, withTypes, plant(files));
}

/** Writes files into a temporary folder, which is removed after the tests. */
function plant(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-architecture-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('the source code', () => {
  it('follows the architecture rules', async () => {
    expect(await violations(RULES, true)).toEqual([]);
  });

  it('loads in each process only its own role', { timeout: 300_000 }, async () => {
    expect(await violations(ROLE_RULES, false)).toEqual([]);
  });

  it('imports only migrations and compiled files by a URL made at run time', async () => {
    expect(await importsByUrl(process.cwd(), FOLDERS)).toEqual([
      'src/adapters/mysql/schema/definitions.ts',
      'tools/run.mjs',
    ]);
  });
});

/** Violations of rules about two files: a file, and one that it must not import. */
const PLANTED: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['domain-imports-nothing', 'src/domain/a.ts', 'src/application/b.ts'],
  [
    'flights-and-fares-import-neither-booking-nor-search',
    'src/domain/flight/a.ts',
    'src/domain/booking/b.ts',
  ],
  [
    'flights-and-fares-import-neither-booking-nor-search',
    'src/domain/pricing/a.ts',
    'src/domain/search/b.ts',
  ],
  ['shared-values-import-no-other-domain-folder', 'src/domain/shared/a.ts', 'src/domain/flight/b.ts'],
  ['booking-and-search-domains-are-independent', 'src/domain/search/a.ts', 'src/domain/booking/b.ts'],
  ['use-cases-import-only-the-domain', 'src/application/booking/a.ts', 'src/adapters/memory/b.ts'],
  ['use-cases-of-roles-are-independent', 'src/application/booking/a.ts', 'src/application/search/b.ts'],
  ['use-cases-of-roles-are-independent', 'src/application/accounts/a.ts', 'src/application/booking/b.ts'],
  ['adapters-import-no-entrypoints', 'src/adapters/http/a.ts', 'src/entrypoints/b.ts'],
  ['adapters-are-independent', 'src/adapters/memory/a.ts', 'src/adapters/http/b.ts'],
  [
    'payment-gateways-are-independent',
    'src/adapters/payment-gateways/one/a.ts',
    'src/adapters/payment-gateways/two/b.ts',
  ],
  ['http-imports-only-tokens', 'src/adapters/http/a.ts', 'src/adapters/memory/b.ts'],
  [
    'http-imports-only-tokens',
    'src/adapters/http/a.ts',
    'src/adapters/payment-gateways/simulated/payment-methods.ts',
  ],
  [
    'payment-contract-imports-only-payment-methods',
    'src/adapters/http/contract/payment-operations.ts',
    'src/adapters/payment-gateways/simulated/ledger.ts',
  ],
  [
    'role-clients-import-only-the-contract-and-tokens',
    'src/adapters/role-clients/a.ts',
    'src/adapters/http/b.ts',
  ],
  ['audit-imports-only-the-database-adapter', 'src/adapters/audit/a.ts', 'src/adapters/memory/b.ts'],
  ['product-imports-no-development-code', 'src/application/booking/a.ts', 'proof/fuzz/b.ts'],
  ['product-imports-no-development-code', 'src/entrypoints/main.ts', 'proof/fuzz/b.ts'],
  ['product-imports-no-development-code', 'src/entrypoints/main.ts', 'tools/b.ts'],
  ['product-imports-no-development-code', 'src/adapters/http/a.ts', 'web/b.ts'],
  ['product-imports-no-development-code', 'src/domain/a.ts', 'tests/b.ts'],
  ['product-imports-no-development-code', 'migrations/booking/a.js', 'tools/b.ts'],
  ['tools-import-only-entrypoints', 'tools/a.ts', 'src/domain/b.ts'],
  ['tools-import-only-entrypoints', 'tools/a.ts', 'proof/fuzz/b.ts'],
  ['tools-import-only-entrypoints', 'tools/a.ts', 'tests/b.ts'],
  ['proofs-import-no-tests', 'proof/fuzz/a.ts', 'tests/b.ts'],
  ['proof-commands-import-only-command-helpers', 'proof/commands/a.ts', 'src/entrypoints/wiring/b.ts'],
  ['proofs-import-no-product-code', 'proof/fuzz/a.ts', 'src/domain/b.ts'],
  ['proofs-import-no-product-code', 'proof/fuzz/a.ts', 'src/adapters/http/b.ts'],
  [
    'timetables-share-only-fares-and-aircraft',
    'src/adapters/timetables/seed/a.ts',
    'src/adapters/timetables/open-data/b.ts',
  ],
  ['product-imports-no-development-code', 'src/entrypoints/main.ts', 'proof/explore/b.ts'],
  ['proofs-import-no-product-code', 'proof/travellers/a.ts', 'src/domain/b.ts'],
  ['verdicts-import-only-histories', 'proof/verdict/a.ts', 'proof/travellers/b.ts'],
  ['product-imports-no-development-code', 'src/adapters/memory/a.ts', 'proof/explore/b.ts'],
  ['explorations-import-only-memory-stores', 'proof/explore/a.ts', 'src/adapters/mysql/b.ts'],
];

describe('the rules detect a violation', () => {
  const value = 'export const value = 1;\n';
  it.each(PLANTED)('%s: %s imports %s', async (rule, from, to) => {
    const up = '../'.repeat(from.split('/').length - 1);
    const importing = `import type { value } from '${up}${to.replace(/\.ts$/, '.js')}';\nexport type T = typeof value;\n`;
    const found = await violationsIn({ [from]: importing, [to]: value });
    expect(found.map((violation) => violation.split(': ')[0])).toContain(rule);
  });

  it.each(['domain-imports-nothing', 'use-cases-import-only-the-domain'])(
    '%s: a file imports a package',
    async (rule) => {
      const imports = "import Joi from 'joi';\nexport const schema = Joi;\n";
      const found = await violationsIn({
        'src/domain/a.ts': imports,
        'src/application/booking/b.ts': imports,
      });
      expect(found.map((violation) => violation.split(': ')[0])).toContain(rule);
    },
  );

  it('only-database-adapters-import-database-packages: other files import one', async () => {
    const found = await violationsIn({
      'src/adapters/memory/a.ts': "import 'typeorm';\n",
      'src/adapters/mysql/b.ts': "import 'typeorm';\n",
      'proof/fuzz/c.ts': "import 'mysql2/promise';\n",
      'node_modules/typeorm/index.js': value,
      'node_modules/mysql2/promise.js': value,
    });
    const files = found.flatMap((violation) =>
      violation.startsWith('only-database-adapters') ? (/: (\S+)/.exec(violation)?.[1] ?? []) : [],
    );
    expect(files.sort()).toEqual(['proof/fuzz/c.ts', 'src/adapters/memory/a.ts']);
  });

  it('product-imports-no-development-packages: a file imports one', async () => {
    const found = await violationsIn({
      'src/a.ts': "import 'uplot';\n",
      'package.json': JSON.stringify({ devDependencies: { uplot: '1.0.0' } }),
      'node_modules/uplot/package.json': JSON.stringify({ name: 'uplot', main: 'index.js' }),
      'node_modules/uplot/index.js': value,
    });
    expect(found).toEqual([expect.stringMatching(/^product-imports-no-development-packages: src\/a.ts -> /)]);
  });

  it('no-cycles: two files import each other', async () => {
    const found = await violationsIn({
      'src/domain/a.ts': "import { b } from './b.js';\nexport const a = () => b;\n",
      'src/domain/b.ts': "import { a } from './a.js';\nexport const b = () => a;\n",
    });
    expect(found.some((violation) => violation.startsWith('no-cycles'))).toBe(true);
  });

  it.each([
    ['booking-loads-no-search', 'booking', 'search'],
    ['search-loads-no-booking', 'search', 'booking'],
  ])('%s: the entrypoint imports the other role indirectly', async (rule, role, other) => {
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
    ["import(new URL('./b.js', import.meta.url).href)", 'a URL'],
    ["import('./b' + '.js')", 'a concatenated name'],
  ])('%s: a file imports %s', async (expression) => {
    const folder = plant({
      'src/a.ts': `export const a = await ${expression};\n`,
      'src/b.ts': "export const b = await import('./c.js');\n",
      'src/c.ts': value,
    });
    expect(await importsByUrl(folder, ['src'])).toEqual(['src/a.ts']);
  });

  it('every rule has a planted violation', () => {
    const ofPackages = [
      'only-database-adapters-import-database-packages',
      'product-imports-no-development-packages',
    ];
    const seen = new Set([...PLANTED.map(([rule]) => rule), ...ofPackages, 'no-cycles']);
    expect(RULES.map(({ name }) => name).filter((name) => !seen.has(name ?? ''))).toEqual([]);
  });
});
