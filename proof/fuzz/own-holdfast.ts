import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN_FILE } from '../../tools/project.js';
import { startProgram } from '../../tools/stack/program.js';
import type { Endings } from '../stage/endings.js';

/** Timeouts for the start and the end of the process, in milliseconds. */
const START_TIMEOUT = 300_000;
const END_TIMEOUT = 10_000;

/** How long holds last: longer than any run, so that no hold of a bystander lapses. */
const HOLD_SECONDS = '43200';
const HOLD_MAX_SECONDS = '86400';

/**
 * Starts a Holdfast in a process of its own, in memory, and returns its URL. Throws Error with its output if it does
 * not start.
 */
export async function startOwnHoldfast(secret: string, endings: Endings): Promise<string> {
  const env = {
    ENV_FILE: '/dev/null',
    JWT_SECRET: secret,
    ROLE: 'all',
    PORT: '0',
    HOST: '127.0.0.1',
    DRAIN_SECONDS: '0',
    LOG_LEVEL: 'error',
    HOLD_SECONDS,
    HOLD_MAX_SECONDS,
  };
  let printed = '';
  const say = (line: string) => {
    printed = `${printed}${line}\n`.slice(-20_000);
  };
  const running = startProgram([process.execPath, MAIN_FILE], env, say, { longestStop: END_TIMEOUT });
  endings.add(() => running.stop());
  const state = { hasEnded: false };
  const watch = running.ended.then(() => {
    state.hasEnded = true;
  });
  const deadline = Date.now() + START_TIMEOUT;
  while (Date.now() < deadline && !state.hasEnded) {
    const url = /API +(http:\S+)/.exec(printed)?.[1];
    if (url !== undefined) return url;
    await Promise.race([sleep(20), watch]);
  }
  await running.stop();
  throw new Error(`Holdfast did not start:\n${printed}`);
}
