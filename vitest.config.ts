import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/setup.ts'],
    // What a test leaves behind must not help or hurt another.
    restoreMocks: true,
    // Tests share no state but through what they start themselves, so that modules are loaded once a worker.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['src/**'], exclude: ['src/entrypoints/**'] },
  },
});
