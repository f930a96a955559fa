import type { Tokens } from '../tokens.js';
import { note, removeHeader, setHeader, type Draft } from './draft.js';
import type { Random } from './random.js';

/** Comes without a token that opens the operation; leaves one that is for anybody as it is. */
export function mutateToken(draft: Draft, random: Random, tokens: Tokens): void {
  if (!draft.operation.needsToken) return;
  const [what, make] = random.pick(REFUSED);
  const value = make(tokens);
  if (value === null) removeHeader(draft, 'Authorization');
  else setHeader(draft, 'Authorization', value);
  note(draft, `token: ${what}`, true);
}

const WHO = { sub: 'mallory', role: 'admin' };

/** A header with a token of these claims, signed as the service does unless something else is said. */
function bearer(claims: object, how?: Parameters<Tokens['signed']>[1]) {
  return (tokens: Tokens) => `Bearer ${tokens.signed({ ...claims }, how)}`;
}

const REFUSED: readonly [string, (tokens: Tokens) => string | null][] = [
  ['none', () => null],
  ['empty', () => ''],
  ['nothing but its kind', () => 'Bearer'],
  ['of another kind', () => 'Basic bWFsbG9yeTptYWxsb3J5'],
  ['nonsense', () => 'Bearer x.y.z'],
  ['unsigned', (tokens) => `Bearer ${tokens.unsigned(WHO)}`],
  ['of another secret', bearer(WHO, { secret: 'a secret that nobody else has ever used' })],
  ['of another algorithm', bearer(WHO, { algorithm: 'HS512' })],
  ['over', bearer({ ...WHO, exp: 1_000_000_000 })],
  ['of another issuer', bearer({ ...WHO, iss: 'mallory' })],
  ['for another audience', bearer({ ...WHO, aud: 'mallory' })],
  ['of an unknown role', bearer({ ...WHO, role: 'root' })],
  ['of the other role', bearer({ ...WHO, role: 'service' })],
  ['nobody’s', bearer({ role: 'admin' })],
  ['large', () => `Bearer ${'x'.repeat(12_000)}`],
  ['too large', () => `Bearer ${'x'.repeat(20_000)}`],
];
