import { get as getOverHttp } from 'node:http';
import { get as getOverHttps } from 'node:https';
import { SECOND } from '../../src/domain/shared/instant.js';
import { CommandFailed } from '../../src/entrypoints/commands/command-errors.js';

const ANSWER_TIMEOUT = 20 * SECOND;

/** Throws CommandFailed, in one sentence, where no Holdfast answers. */
export async function requireHoldfastAt(url: string): Promise<void> {
  const path = '/airports?limit=1';
  const status = await statusOf(new URL(path, url)).catch((error: unknown) => {
    const { code, name } = error as NodeJS.ErrnoException;
    throw new CommandFailed(
      `${url} does not answer (${code ?? name}): start Holdfast there first, or leave out the URL.`,
      { cause: error },
    );
  });
  if (status !== 200)
    throw new CommandFailed(`GET ${path} answered ${status} at ${url}: is this a Holdfast?`);
}

/** Asks over any port; fetch would ask over some of them only. */
async function statusOf(url: URL): Promise<number> {
  const get = url.protocol === 'https:' ? getOverHttps : getOverHttp;
  return await new Promise((resolve, reject) => {
    const asked = get(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT), agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', reject);
  });
}
