import { pathToFileURL } from 'node:url';
import { freePort } from '../../tools/machine.js';
import { builtFile, MAIN_FILE } from '../../tools/project.js';
import { startProgram, untilReady } from '../../tools/stack/program.js';
import { MEMORY_LINE, type MemoryUse } from './memory-line.js';
import type { Site } from './site.js';

const MEMORY_MS_MAX = 30_000;

/** A booking process of its own, beside those of a stack and with the same database, without nginx in front. */
export interface BookingProcess {
  readonly port: number;
  /** How long it took from its start until `/readyz` returned 200. It is asked every 50 ms. */
  readonly startSeconds: number;
  /** Collects all garbage, then reads the memory that is in use. */
  readonly memory: () => Promise<MemoryUse>;
}

/** Starts a booking process on the stack of a site. It ends with the site. */
export async function startBookingProcess({ stack, endings }: Site): Promise<BookingProcess> {
  const port = await freePort();
  const env = {
    ...stack.environment,
    ENV_FILE: stack.platform.envFile('booking'),
    HOST: '127.0.0.1',
    PORT: String(port),
    TRUST_PROXY: '1',
    LOG_FORMAT: 'json',
    MIGRATE_ON_START: '0',
  };
  let onMemory: ((use: MemoryUse) => void) | null = null;
  let last = '';
  const say = (line: string) => {
    last = line;
    if (line.startsWith(MEMORY_LINE)) onMemory?.(JSON.parse(line.slice(MEMORY_LINE.length)) as MemoryUse);
  };
  const hook = pathToFileURL(builtFile('proof/bench/memory-hook')).href;
  const startedAt = performance.now();
  const running = startProgram([process.execPath, '--expose-gc', '--import', hook, MAIN_FILE], env, say);
  endings.add(() => running.stop());
  const ready = `http://127.0.0.1:${port}/readyz`;
  await untilReady(ready, running, new AbortController().signal).catch((error: unknown) => {
    throw new Error(`the booking process did not start: ${last}`, { cause: error });
  });
  const startSeconds = (performance.now() - startedAt) / 1_000;

  const memory = async () =>
    await new Promise<MemoryUse>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('the booking process does not say its memory')),
        MEMORY_MS_MAX,
      );
      onMemory = (use) => {
        clearTimeout(timer);
        resolve(use);
      };
      process.kill(running.pid, 'SIGUSR2');
    });
  return { port, startSeconds, memory };
}
