import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;

describe('dependencies', () => {
  it('are each pinned to one version', () => {
    const versions = Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] });
    for (const [name, version] of versions) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('have no install script, and are locked without the URL of a registry', () => {
    for (const [path, { hasInstallScript, resolved }] of Object.entries(packages)) {
      expect([path, hasInstallScript, resolved]).toEqual([path, undefined, undefined]);
    }
  });

  it('are locked for every platform, so that npm ci works on each', () => {
    const names = Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, ''));
    const known = new Set(names);
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !known.has(name))
        .map((name) => `${path} lacks ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('each have a reason in the decision record', () => {
    const reasons = readFileSync('docs/adr/0005-dependencies.md', 'utf8');
    for (const name of Object.keys({ ...manifest['dependencies'], ...manifest['devDependencies'] })) {
      if (!name.startsWith('@types/'))
        expect(reasons, name).toContain(name.replace('@vitest/coverage-v8', 'vitest'));
    }
  });
});
