import { note, removeHeader, setHeader, type Draft } from './draft.js';
import type { Random } from './random.js';
import type { Tokens } from './tokens.js';

/** Comes without a token that opens the operation; leaves one that is for anybody as it is. */
export function mutateToken(draft: Draft, random: Random, tokens: Tokens): void {
  if (!draft.operation.needsToken) return;
  const [what, value] = random.pick(refused(tokens));
  if (value === null) removeHeader(draft, 'Authorization');
  else setHeader(draft, 'Authorization', value);
  note(draft, `token: ${what}`, true);
}

function refused(tokens: Tokens): readonly [string, string | null][] {
  const who = { sub: 'mallory', role: 'admin' };
  const bearer = (token: string) => `Bearer ${token}`;
  return [
    ['none', null],
    ['empty', ''],
    ['nothing but its kind', 'Bearer'],
    ['of another kind', 'Basic bWFsbG9yeTptYWxsb3J5'],
    ['nonsense', bearer('x.y.z')],
    ['unsigned', bearer(tokens.unsigned(who))],
    ['of another secret', bearer(tokens.signed(who, { secret: 'a secret that nobody else has ever used' }))],
    ['of another algorithm', bearer(tokens.signed(who, { algorithm: 'HS512' }))],
    ['over', bearer(tokens.signed({ ...who, exp: 1_000_000_000 }))],
    ['of another issuer', bearer(tokens.signed({ ...who, iss: 'mallory' }))],
    ['for another audience', bearer(tokens.signed({ ...who, aud: 'mallory' }))],
    ['of an unknown role', bearer(tokens.signed({ ...who, role: 'root' }))],
    ['of the other role', bearer(tokens.signed({ ...who, role: 'service' }))],
    ['nobody’s', bearer(tokens.signed({ role: 'admin' }))],
    ['large', bearer('x'.repeat(12_000))],
    ['too large', bearer('x'.repeat(20_000))],
  ];
}
