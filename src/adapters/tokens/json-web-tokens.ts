import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import type { AccessTokens, Account } from '../../application/accounts/ports.js';
import { SECOND, type Instant } from '../../domain/shared/instant.js';

/** The caller that a valid token identifies. */
export interface Caller {
  readonly id: string;
  readonly role: 'traveller' | 'admin' | 'service';
}

/** The lifetime of access tokens, and the tolerated difference between two clocks, in seconds. */
const LIFETIME_SECONDS = 15 * 60;
const CLOCK_TOLERANCE_SECONDS = 60;

const NAME = 'holdfast';
const ALGORITHM = 'HS256';
const ROLES: readonly unknown[] = ['traveller', 'admin', 'service'] satisfies Caller['role'][];
const SUBJECT = /^[\x21-\x7e]{1,128}$/;

/** The most verified tokens that are remembered. */
const VERIFIED_TOKENS_MAX = 20_000;

/** A verified token: its caller, and the time in seconds from which and until which it is valid, with the tolerance. */
interface Verified {
  readonly caller: Caller;
  readonly from: number;
  readonly until: number;
}

/**
 * JSON web tokens (RFC 7519), signed with one shared secret. A previous secret may still verify, so that the secret can
 * be changed while tokens are valid. Secrets are converted into keys once, and a verified token is remembered until it
 * expires: verifying it again would be a tenth of the cost of a request.
 */
export class JsonWebTokens implements AccessTokens {
  private readonly keys: readonly [KeyObject, ...KeyObject[]];
  private readonly verified = new LRUCache<string, Verified>({ max: VERIFIED_TOKENS_MAX });

  constructor(secret: string, previousSecret?: string) {
    const key = (text: string) => createSecretKey(Buffer.from(text));
    this.keys = previousSecret === undefined ? [key(secret)] : [key(secret), key(previousSecret)];
  }

  issue(account: Pick<Account, 'id'> & { readonly role: Caller['role'] }, now: Instant) {
    const issuedAt = Math.floor(now / SECOND);
    const claims = {
      sub: account.id,
      role: account.role,
      iss: NAME,
      aud: NAME,
      iat: issuedAt,
      exp: issuedAt + LIFETIME_SECONDS,
    };
    return {
      token: jwt.sign(claims, this.keys[0], { algorithm: ALGORITHM }),
      expiresInSeconds: LIFETIME_SECONDS,
    };
  }

  /** Returns the caller of a token; null unless its signature and every claim are valid. */
  verify(token: string, now: Instant): Caller | null {
    const seconds = Math.floor(now / SECOND);
    const known = this.verified.get(token);
    if (known !== undefined && known.from <= seconds && seconds < known.until) return known.caller;
    for (const key of this.keys) {
      const verified = this.verifiedBy(token, key, now);
      if (verified === null) continue;
      this.verified.set(token, verified);
      return verified.caller;
    }
    return null;
  }

  private verifiedBy(token: string, key: KeyObject, now: Instant): Verified | null {
    try {
      const claims = jwt.verify(token, key, {
        algorithms: [ALGORITHM],
        issuer: NAME,
        audience: NAME,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        clockTimestamp: Math.floor(now / SECOND),
      });
      if (typeof claims === 'string' || claims.exp === undefined || claims.iat === undefined) return null;
      if (claims.iat > Math.floor(now / SECOND) + CLOCK_TOLERANCE_SECONDS) return null;
      const { sub, ['role']: role } = claims as { sub?: unknown; role?: unknown };
      if (typeof sub !== 'string' || !SUBJECT.test(sub) || !isRole(role)) return null;
      const until = claims.exp + CLOCK_TOLERANCE_SECONDS;
      return { caller: { id: sub, role }, from: claims.iat - CLOCK_TOLERANCE_SECONDS, until };
    } catch (error) {
      if (error instanceof jwt.JsonWebTokenError) return null;
      throw error;
    }
  }
}

function isRole(role: unknown): role is Caller['role'] {
  return ROLES.includes(role);
}
