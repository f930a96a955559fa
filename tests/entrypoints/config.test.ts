import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError, configFrom, USES, type Use } from '../../src/entrypoints/process/config.js';
import { exampleFile } from '../../src/entrypoints/process/example-file.js';
import { VARIABLES } from '../../src/entrypoints/process/variables.js';

function problemsOf(environment: Record<string, string>, use?: Use): readonly string[] {
  try {
    configFrom(environment, use);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  it('needs no variables: by default the process serves both roles on loopback', () => {
    expect(configFrom({})).toMatchObject({
      role: 'all',
      port: 8080,
      host: '127.0.0.1',
      holdSeconds: 300,
      holdSecondsMax: 1_800,
      jwtSecretIsMade: true,
    });
    expect(configFrom({ ROLE: 'search' })).toMatchObject({ port: 3000, host: '0.0.0.0' });
  });

  it('treats empty variables as not set', () => {
    expect(configFrom({ PORT: '', JWT_SECRET: '', ROLE: '' })).toMatchObject({
      port: 8080,
      jwtSecretIsMade: true,
    });
  });

  it('reports every invalid variable at once', () => {
    const problems = problemsOf({
      ROLE: 'both',
      PORT: '99999',
      HOLD_SECONDS: '0',
      HOLD_MAX_SECONDS: '86401',
      JWT_SECRET: 'short',
      CURRENCY: 'pounds',
    });
    expect(problems).toHaveLength(6);
    expect(problems.join()).toMatch(/ROLE must be one of \[booking, search, all\]/);
  });

  it('requires SEARCH_URL for the booking role', () => {
    expect(problemsOf({ ROLE: 'booking' })).toEqual([expect.stringMatching(/^SEARCH_URL/)]);
  });

  it('rejects development values in production', () => {
    const production = { NODE_ENV: 'production', STORE: 'memory' };
    expect(problemsOf(production)).toEqual([expect.stringMatching(/^JWT_SECRET is needed/)]);
    const known = VARIABLES.JWT_SECRET.example;
    expect(problemsOf({ ...production, JWT_SECRET: known })).toEqual([
      expect.stringMatching(/^JWT_SECRET is a value/),
    ]);
    const secret = 'x'.repeat(32);
    expect(problemsOf({ ...production, JWT_SECRET: secret, JWT_SECRET_PREVIOUS: known })).toEqual([
      expect.stringMatching(/^JWT_SECRET_PREVIOUS is a value/),
    ]);
    expect(problemsOf({ ...production, JWT_SECRET: secret })).toEqual([]);
  });

  it('allows memory in production only with STORE=memory', () => {
    const production = { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32) };
    expect(problemsOf(production)).toEqual([expect.stringMatching(/^DB_HOST is needed .*STORE=memory/)]);
    expect(problemsOf({ ...production, DB_HOST: 'db.example' })).toEqual([]);
    expect(problemsOf({ ...production, DB_HOST: 'db.example', STORE: 'memory' })).toEqual([
      expect.stringMatching(/^STORE=memory and DB_HOST contradict/),
    ]);
    expect(problemsOf({ DB_HOST: 'db.example', STORE: 'memory' })).toHaveLength(1);
    expect(problemsOf({ STORE: 'disk' })).toEqual([expect.stringMatching(/^STORE must be \[memory\]/)]);
  });

  it('requires in production only the variables that a command uses', () => {
    const address = { NODE_ENV: 'production', DB_HOST: 'db.example', DB_PASSWORD: 'its own' };
    for (const use of ['migrate', 'backup', 'restore', 'audit', 'user', 'import'] as const)
      expect([use, problemsOf(address, USES[use])]).toEqual([use, []]);
    const unused = { JWT_SECRET: VARIABLES.JWT_SECRET.example, HOLD_SECONDS: 'long' };
    expect(problemsOf({ ...address, ...unused }, USES.migrate)).toEqual([]);
    const passwords = {
      BOOKING_DB_PASSWORD: 'one',
      SEARCH_DB_PASSWORD: VARIABLES.SEARCH_DB_PASSWORD.example,
    };
    expect(problemsOf({ ...address, ...passwords }, USES.provision)).toEqual([
      expect.stringMatching(/^SEARCH_DB_PASSWORD is a value/),
    ]);
    expect(problemsOf({ ...address, DB_PASSWORD: 'for-development-only' }, USES.audit)).toHaveLength(1);
    const nowhere = { NODE_ENV: 'production' };
    expect(problemsOf(nowhere, USES.import)).toEqual([expect.stringMatching(/^DB_HOST is needed/)]);
    expect(problemsOf(nowhere, ['JWT_SECRET'])).toEqual([]);
  });

  it('is described by .env.example, which npm run env:example writes', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(exampleFile());
  });

  it('accepts .env.example unchanged', () => {
    const lines = exampleFile()
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line));
    expect(lines).toHaveLength(Object.keys(VARIABLES).length);
    const environment = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    expect(configFrom(environment)).toMatchObject({ role: 'all', holdSeconds: 300 });
  });
});
