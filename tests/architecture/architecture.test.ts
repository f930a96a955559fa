import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, describe, expect, it } from 'vitest';
import { ROLE_RULES, RULES } from './rules.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Violations of the rules in `src` below a folder; with types, imports that only name types count too. */
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
  const { output } = await cruise(['src'], options);
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
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-architecture-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return await violations(rules, withTypes, folder);
}

describe('the architecture', () => {
  it('holds', async () => {
    expect(await violations(RULES, true)).toEqual([]);
  });

  it('lets each process load its own role alone', { timeout: 300_000 }, async () => {
    expect(await violations(ROLE_RULES, false)).toEqual([]);
  });
});

describe('a violation is seen', () => {
  const value = 'export const value = 1;\n';
  it.each<[string, string, string]>([
    ['domain-imports-nothing', 'src/domain/a.ts', 'src/application/b.ts'],
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
    ['links-use-the-contract-and-tokens-alone', 'src/adapters/links/a.ts', 'src/adapters/http/b.ts'],
    ['proofs-are-run-by-their-commands-alone', 'src/application/booking/a.ts', 'src/proof/fuzz/b.ts'],
    ['proofs-are-run-by-their-commands-alone', 'src/entrypoints/main.ts', 'src/proof/fuzz/b.ts'],
    ['a-verdict-owes-the-service-nothing', 'src/proof/fuzz/a.ts', 'src/domain/b.ts'],
    ['a-verdict-owes-the-service-nothing', 'src/proof/fuzz/a.ts', 'src/adapters/http/b.ts'],
    ['timetables-share-fares-and-aircraft-alone', 'src/adapters/seed/a.ts', 'src/adapters/open-data/b.ts'],
    ['proofs-are-run-by-their-commands-alone', 'src/entrypoints/main.ts', 'src/proof/explore/b.ts'],
    ['a-verdict-owes-the-service-nothing', 'src/proof/travellers/a.ts', 'src/domain/b.ts'],
    ['a-verdict-hangs-on-no-service', 'src/proof/verdict/a.ts', 'src/proof/travellers/b.ts'],
    ['proofs-are-run-by-their-commands-alone', 'src/adapters/memory/a.ts', 'src/proof/explore/b.ts'],
    ['explorations-keep-things-in-memory', 'src/proof/explore/a.ts', 'src/adapters/mysql/b.ts'],
  ])('%s: %s imports %s', async (rule, from, to) => {
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

  it('a circle', async () => {
    const found = await violationsIn({
      'src/domain/a.ts': "import { b } from './b.js';\nexport const a = () => b;\n",
      'src/domain/b.ts': "import { a } from './a.js';\nexport const b = () => a;\n",
    });
    expect(found.some((violation) => violation.startsWith('no-circles'))).toBe(true);
  });

  it('a role that loads the other', async () => {
    const found = await violationsIn(
      {
        'src/entrypoints/booking.ts': "import './wiring.js';\n",
        'src/entrypoints/wiring.ts': "import '../application/search/find.js';\n",
        'src/application/search/find.ts': value,
      },
      ROLE_RULES,
      false,
    );
    expect(found.some((violation) => violation.startsWith('booking-loads-no-search'))).toBe(true);
  });
});
