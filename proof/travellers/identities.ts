import { randomUUID } from 'node:crypto';
import { isTrouble } from '../history/exchange.js';
import { Tokens } from '../tokens.js';
import { codeOf } from './answers.js';
import type { HttpClient } from './http-client.js';

/** How long a token is used before it is replaced, in milliseconds. Access tokens live for 15 minutes. */
const LIFETIME = 12 * 60_000;

/** How often a sign-in is tried while the service is overloaded, and the pause in milliseconds. */
const ATTEMPTS = 20;
const PAUSE = 500;

/** Gives each traveller an access token. */
export interface Identities {
  /** Throws Error if no token can be had. */
  tokenOf(traveller: string): Promise<string>;
}

/**
 * Signs tokens with the service's own secret, without accounts. A process whose clock is some minutes off accepts them,
 * too, so that it serves the travellers nevertheless.
 */
export function signedIdentities(secret: string): Identities {
  // Travellers with the same names in another run are different users.
  const run = randomUUID();
  const tokens = new Tokens(secret);
  return cached(async (traveller) => tokens.longKnown(`${traveller}.${run}`, 'traveller'));
}

/** Gets tokens through accounts, which are registered at their first use. */
export function registeredIdentities(client: Pick<HttpClient, 'ask'>): Identities {
  const opened = new Set<string>();
  const password = randomUUID();
  // Other runs against the same service use the same traveller names.
  const run = randomUUID().slice(0, 8);
  return cached(async (traveller) => {
    const email = `${traveller}.${run}@simulation.invalid`;
    if (opened.has(traveller)) return await tokenFrom(client, '/auth/login', { email, password });
    const token = await tokenFrom(client, '/auth/register', { email, password, name: 'Simulated Traveller' });
    opened.add(traveller);
    return token;
  });
}

/** Requests a token until the response is final. Throws Error if it is a refusal, or after ATTEMPTS failures. */
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
    // The address is unique, so the account comes from a request whose response was lost.
    if (codeOf(answer) === 'email-taken') return await tokenFrom(client, '/auth/login', { email, password });
    last = `${status ?? 'nothing'} ${codeOf(answer) ?? ''}`;
    if (!isTrouble(status)) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE * (1 + attempt)));
  }
  throw new Error(`${email} could not get a token: ${path} returned ${last}`);
}

/** Caches tokens. Concurrent callers share one request; a failure is not cached. */
function cached(issue: (traveller: string) => Promise<string>): Identities {
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
