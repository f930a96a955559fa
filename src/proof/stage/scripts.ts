/** Loads one of the modules in `scripts/`, which run without being built; the caller says what it offers. */
export async function loadScript<T>(file: string): Promise<T> {
  return (await import(new URL(`../../../scripts/${file}`, import.meta.url).href)) as T;
}

/** A port of this machine that nobody listens on now. */
export async function freePort(): Promise<number> {
  const machine = await loadScript<{ freePort(): Promise<number> }>('machine.mjs');
  return await machine.freePort();
}
