import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Secrets } from '../../application/accounts/ports.js';
import { newUuid } from '../uuid.js';

/**
 * Refresh tokens of 256 random bits, stored as SHA-256: with that many bits a slow hash would add nothing. A token's
 * successor is the HMAC-SHA256 of a salt (RFC 2104) with the token as key, so it has as many bits.
 */
export class RandomSecrets implements Secrets {
  refreshToken(): string {
    return randomBytes(32).toString('base64url');
  }

  successor(refreshToken: string, salt: string): string {
    return createHmac('sha256', refreshToken).update(salt).digest('base64url');
  }

  salt(): string {
    return randomBytes(16).toString('base64url');
  }

  password(length: number): string {
    return randomBytes(length).toString('base64url').slice(0, length);
  }

  hash(token: string): string {
    return createHash('sha256').update(token).digest('base64url');
  }

  uuid(): string {
    return newUuid();
  }
}
