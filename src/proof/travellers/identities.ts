import { randomUUID } from 'node:crypto';
import { Tokens } from '../tokens.js';
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
export function registeredIdentities(client: HttpClient): Identities {
  const passwords = new Map<string, string>();
  // Other runs against the same service have travellers of the same names.
  const run = randomUUID().slice(0, 8);
  return remembered(async (traveller) => {
    const email = `${traveller}.${run}@simulation.invalid`;
    const known = passwords.get(traveller);
    const password = known ?? randomUUID();
    passwords.set(traveller, password);
    const path = known === undefined ? '/auth/register' : '/auth/login';
    const body = { email, password, ...(known === undefined ? { name: 'Simulated Traveller' } : {}) };
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { status, body: answer } = await client.ask({ traveller, method: 'POST', path, body }, null);
      if (status !== null && status < 300) return (answer as { accessToken: string }).accessToken;
      if (status !== null && status < 500 && status !== 429) break;
      await new Promise((resolve) => setTimeout(resolve, PAUSE * (1 + attempt)));
    }
    throw new Error(`${traveller} could not get an account.`);
  });
}

function remembered(issue: (traveller: string) => Promise<string>): Identities {
  const known = new Map<string, { readonly token: string; readonly until: number }>();
  return {
    tokenOf: async (traveller) => {
      const last = known.get(traveller);
      if (last !== undefined && last.until > performance.now()) return last.token;
      const token = await issue(traveller);
      known.set(traveller, { token, until: performance.now() + LIFETIME });
      return token;
    },
  };
}
