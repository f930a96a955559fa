import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Secrets } from '../../application/accounts/ports.js';

/** Refresh tokens of 256 random bits, kept as SHA-256: with that many bits a slow hash would add nothing. */
export class RandomSecrets implements Secrets {
  refreshToken(): string {
    return randomBytes(32).toString('base64url');
  }

  password(length: number): string {
    return randomBytes(length).toString('base64url').slice(0, length);
  }

  hash(token: string): string {
    return createHash('sha256').update(token).digest('base64url');
  }

  uuid(): string {
    return v7();
  }
}
