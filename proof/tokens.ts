import { createSecretKey } from 'node:crypto';
import jwt from 'jsonwebtoken';

/** How long tokens are valid: longer than any run. */
const LIFETIME_SECONDS = 6 * 3_600;

const LONG_AGO_SECONDS = 600;

type Claims = Readonly<Record<string, unknown>>;

/** Access tokens as the service issues them, and invalid ones. */
export class Tokens {
  constructor(private readonly secret: string) {}

  /** Returns a valid token. */
  of(id: string, role: 'traveller' | 'admin' | 'service'): string {
    return this.signed({ sub: id, role });
  }

  /** Returns a token issued some minutes ago, so that a process whose clock is behind by less accepts it. */
  longKnown(id: string, role: 'traveller' | 'admin' | 'service'): string {
    return this.signed({ sub: id, role, iat: now() - LONG_AGO_SECONDS });
  }

  /** Returns a token with these claims, signed as `how` says. */
  signed(claims: Claims, how: { readonly secret?: string; readonly algorithm?: jwt.Algorithm } = {}): string {
    const { secret = this.secret, algorithm = 'HS256' } = how;
    // With a string as key, the library first tries to parse a private key, which costs a thousand times as much.
    const key = createSecretKey(Buffer.from(secret));
    return jwt.sign({ ...ordinary(), ...claims }, key, { algorithm });
  }

  /** Returns a token of the algorithm `none`. */
  unsigned(claims: Claims): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none', typ: 'JWT' })}.${part({ ...ordinary(), ...claims })}.`;
  }
}

function ordinary(): Claims {
  return { iss: 'holdfast', aud: 'holdfast', iat: now(), exp: now() + LIFETIME_SECONDS };
}

/** The current time in seconds, as in tokens. */
function now(): number {
  return Math.floor(Date.now() / 1_000);
}
