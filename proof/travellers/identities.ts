import { randomUUID } from 'node:crypto';
import { isTrouble } from '../history/exchange.js';
import { Tokens } from '../tokens.js';
import { codeOf } from './answers.js';
import type { HttpClient } from './http-client.js';

/** How long a token is used before another takes its place, in milliseconds: access tokens live for 15 minutes. */
const LIFETIME = 12 * 60_000;

/** How often a registration is tried while the service has too much to do. */
const ATTEMPTS = 20;
const PAUSE = 500;

/** Gives each traveller a token of their own. */
export interface Identities {
  /** Throws when there is none to be had. */
  tokenOf(traveller: string): Promise<string>;
}

/**
 * With the service's own secret: no account is needed, for a valid token is enough. Theirs are valid to a process whose
 * clock is minutes off as well: of clocks, tokens alone suffer, and nobody's seat hangs on that.
 */
export function signedIdentities(secret: string): Identities {
  // What travellers of the same names did in another run is not theirs.
  const run = randomUUID();
  const tokens = new Tokens(secret);
  return remembered(async (traveller) => tokens.longKnown(`${traveller}.${run}`, 'traveller'));
}

/** As anybody gets one: with an account, opened when it is first needed. */
export function registeredIdentities(client: Pick<HttpClient, 'ask'>): Identities {
  const opened = new Set<string>();
  const password = randomUUID();
  // Other runs against the same service have travellers of the same names.
  const run = randomUUID().slice(0, 8);
  return remembered(async (traveller) => {
    const email = `${traveller}.${run}@simulation.invalid`;
    if (opened.has(traveller)) return await tokenFrom(client, '/auth/login', { email, password });
    const token = await tokenFrom(client, '/auth/register', { email, password, name: 'Simulated Traveller' });
    opened.add(traveller);
    return token;
  });
}

/** Asks for a token until somebody answers for good. Throws when that is a refusal, or comes too late. */
async function tokenFrom(
  client: Pick<HttpClient, 'ask'>,
  path: '/auth/register' | '/auth/login',
  body: { readonly email: string; readonly password: string; readonly name?: string },
): Promise<string> {
  const { email, password } = body;
  let last = 'nothing';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await client.ask({ traveller: email, method: 'POST', path, body }, null);
    const { status } = answer;
    if (status !== null && status < 300) return (answer.body as { accessToken: string }).accessToken;
    // Nobody else has such an address: it was opened by a request whose answer was lost.
    if (codeOf(answer) === 'email-taken') return await tokenFrom(client, '/auth/login', { email, password });
    last = `${status ?? 'nothing'} ${codeOf(answer) ?? ''}`;
    if (!isTrouble(status)) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE * (1 + attempt)));
  }
  throw new Error(`${email} could not get a token: ${path} answered ${last}`);
}

/** Each token is asked for once, however many need it at the same time, and kept for a while; a failure is not. */
function remembered(issue: (traveller: string) => Promise<string>): Identities {
  const known = new Map<string, { readonly token: Promise<string>; readonly until: number }>();
  return {
    tokenOf: async (traveller) => {
      const last = known.get(traveller);
      if (last !== undefined && last.until > performance.now()) return await last.token;
      const token = issue(traveller);
      known.set(traveller, { token, until: performance.now() + LIFETIME });
      try {
        return await token;
      } catch (error) {
        if (known.get(traveller)?.token === token) known.delete(traveller);
        throw error;
      }
    },
  };
}
