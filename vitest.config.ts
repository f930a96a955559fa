import { defineConfig } from 'vitest/config';

/** What holds for all tests, wherever they keep things. */
const common = {
  setupFiles: ['tests/support/vitest/setup.ts'],
  // What a test leaves behind must not help or hurt another.
  restoreMocks: true,
  // Tests share no state but through what they start themselves, so that modules are loaded once a worker.
  isolate: false,
  // Room for a machine five times slower than most, or as busy.
  testTimeout: 100_000,
  hookTimeout: 300_000,
};

/** Tests that need a database server, or that hold for memory and a database alike. */
const DATABASE = ['tests/database/**/*.test.ts', 'tests/proof/mutants.test.ts'];
const BOTH = ['tests/http/**/*.test.ts', 'tests/contracts/**/*.test.ts'];

export default defineConfig({
  test: {
    // Most tests wait for the programs that they start: two files at once use two processors better than one.
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/**', 'proof/**'],
      exclude: ['src/entrypoints/**', 'proof/commands/**'],
    },
    projects: [
      {
        test: {
          ...common,
          name: 'memory',
          include: ['tests/**/*.test.ts'],
          exclude: DATABASE,
          globalSetup: ['tests/support/vitest/global-setup.ts'],
        },
      },
      {
        test: {
          ...common,
          name: 'database',
          include: [...DATABASE, ...BOTH],
          env: { TEST_STORE: 'database' },
          globalSetup: ['tests/support/vitest/global-setup.ts', 'tests/support/vitest/database-setup.ts'],
        },
      },
    ],
  },
});
