import type { Tokens } from '../tokens.js';
import { note, removeHeader, setHeader, type Draft } from './draft.js';
import type { Random } from './random.js';

/** Replaces the token by one that the operation must reject. Leaves operations without tokens unchanged. */
export function mutateToken(draft: Draft, random: Random, tokens: Tokens): void {
  if (!draft.operation.needsToken) return;
  const [what, make] = random.pick(INVALID);
  const value = make(tokens);
  if (value === null) removeHeader(draft, 'Authorization');
  else setHeader(draft, 'Authorization', value);
  note(draft, `token: ${what}`, true);
}

const CLAIMS = { sub: 'mallory', role: 'admin' };

/** An Authorization header with these claims, signed as by the service unless `how` says otherwise. */
function bearer(claims: object, how?: Parameters<Tokens['signed']>[1]) {
  return (tokens: Tokens) => `Bearer ${tokens.signed({ ...claims }, how)}`;
}

const INVALID: readonly [string, (tokens: Tokens) => string | null][] = [
  ['none', () => null],
  ['empty', () => ''],
  ['only the scheme', () => 'Bearer'],
  ['another scheme', () => 'Basic bWFsbG9yeTptYWxsb3J5'],
  ['malformed', () => 'Bearer x.y.z'],
  ['unsigned', (tokens) => `Bearer ${tokens.unsigned(CLAIMS)}`],
  ['signed with another secret', bearer(CLAIMS, { secret: 'a secret that no service has ever used' })],
  ['signed with another algorithm', bearer(CLAIMS, { algorithm: 'HS512' })],
  ['expired', bearer({ ...CLAIMS, exp: 1_000_000_000 })],
  ['another issuer', bearer({ ...CLAIMS, iss: 'mallory' })],
  ['another audience', bearer({ ...CLAIMS, aud: 'mallory' })],
  ['an unknown role', bearer({ ...CLAIMS, role: 'root' })],
  ['the role of a service', bearer({ ...CLAIMS, role: 'service' })],
  ['without a subject', bearer({ role: 'admin' })],
  ['large', () => `Bearer ${'x'.repeat(12_000)}`],
  ['too large', () => `Bearer ${'x'.repeat(20_000)}`],
];
