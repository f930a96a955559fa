import { get as getOverHttp } from 'node:http';
import { get as getOverHttps } from 'node:https';
import { SECOND } from '../../src/domain/shared/instant.js';
import { CommandFailed } from '../../src/entrypoints/commands/command-errors.js';

const RESPONSE_TIMEOUT = 20 * SECOND;

/** Throws CommandFailed, in one sentence, if no Holdfast responds at the URL. */
export async function requireHoldfastAt(url: string): Promise<void> {
  const path = '/airports?limit=1';
  const status = await statusOf(new URL(path, url)).catch((error: unknown) => {
    const { code, name } = error as NodeJS.ErrnoException;
    throw new CommandFailed(
      `${url} does not respond (${code ?? name}): start Holdfast there first, or leave out the URL.`,
      { cause: error },
    );
  });
  if (status !== 200)
    throw new CommandFailed(`GET ${path} returned ${status} at ${url}: is this a Holdfast?`);
}

/** Uses node:http because fetch rejects some ports. */
async function statusOf(url: URL): Promise<number> {
  const get = url.protocol === 'https:' ? getOverHttps : getOverHttp;
  return await new Promise((resolve, reject) => {
    const request = get(url, { signal: AbortSignal.timeout(RESPONSE_TIMEOUT), agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once('error', reject);
  });
}
