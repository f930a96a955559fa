import { createSecretKey } from 'node:crypto';
import jwt from 'jsonwebtoken';

/** Longer than any run. */
const LIFETIME_SECONDS = 6 * 3_600;

const LONG_AGO_SECONDS = 600;

type Claims = Readonly<Record<string, unknown>>;

/** Access tokens as the service would give them out, and as it never would. */
export class Tokens {
  constructor(private readonly secret: string) {}

  /** A valid one. */
  of(id: string, role: 'traveller' | 'admin' | 'service'): string {
    return this.signed({ sub: id, role });
  }

  /** One that was given out a while ago, and is valid to whoever's clock is less than that behind. */
  longKnown(id: string, role: 'traveller' | 'admin' | 'service'): string {
    return this.signed({ sub: id, role, iat: now() - LONG_AGO_SECONDS });
  }

  /** With these claims, and signed as is said. */
  signed(claims: Claims, how: { readonly secret?: string; readonly algorithm?: jwt.Algorithm } = {}): string {
    const { secret = this.secret, algorithm = 'HS256' } = how;
    // A text is taken for a private key first, which costs a thousand times as much.
    const key = createSecretKey(Buffer.from(secret));
    return jwt.sign({ ...ordinary(), ...claims }, key, { algorithm });
  }

  /** One of the algorithm `none`. */
  unsigned(claims: Claims): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none', typ: 'JWT' })}.${part({ ...ordinary(), ...claims })}.`;
  }
}

function ordinary(): Claims {
  return { iss: 'holdfast', aud: 'holdfast', iat: now(), exp: now() + LIFETIME_SECONDS };
}

/** In seconds, as tokens have it. */
function now(): number {
  return Math.floor(Date.now() / 1_000);
}
