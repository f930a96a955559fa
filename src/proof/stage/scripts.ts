import { access } from 'node:fs/promises';

/** Loads one of the modules in `tools/`, which run without being built; the caller says what it offers. */
export async function loadScript<T>(file: string): Promise<T> {
  return (await import(new URL(`../../../tools/${file}`, import.meta.url).href)) as T;
}

/** A port of this machine that nobody listens on now. */
export async function freePort(): Promise<number> {
  const machine = await loadScript<{ freePort(): Promise<number> }>('machine.mjs');
  return await machine.freePort();
}

/** The first of some paths that there is. */
export async function firstThere(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}
