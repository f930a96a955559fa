import type { Instant } from '../../domain/shared/instant.js';

export type Role = 'traveller' | 'admin';

export interface Account {
  readonly id: string;
  /** The address in lower case; unique. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly createdAt: Instant;
}

export interface Accounts {
  /** Returns false and stores nothing if the e-mail address has an account. */
  insert(account: Account): Promise<boolean>;
  /** Gives the account of that e-mail address the role `admin`. */
  makeAdministrator(email: string): Promise<void>;
  findByEmail(email: string): Promise<Account | null>;
  findById(id: string): Promise<Account | null>;
}

/** A stored refresh token: its hash, never itself. All tokens that follow from one login are one family. */
export interface RefreshToken {
  readonly hash: string;
  readonly familyId: string;
  readonly accountId: string;
  readonly expiresAt: Instant;
}

/** The successor of a refresh token. */
export interface Successor {
  readonly hash: string;
  /** The salt from which it was made, together with the token before it. */
  readonly salt: string;
  readonly expiresAt: Instant;
}

export type Rotation =
  | { readonly kind: 'rotated'; readonly accountId: string }
  /** The token was spent at most REFRESH_GRACE_MS ago, and its successor was made with this salt. */
  | { readonly kind: 'repeated'; readonly accountId: string; readonly successorSalt: string }
  /** The token was spent before that, so that a copy of it exists: its family is ended now. */
  | { readonly kind: 'reused' }
  | { readonly kind: 'unknown' };

export interface RefreshTokens {
  insert(token: RefreshToken): Promise<void>;
  /**
   * Spends the token and stores its successor atomically, as `rotationOf` decides by the store's clock. A token is
   * spent once, however many processes try: later attempts receive the salt of the first one's successor.
   */
  rotate(hash: string, successor: Successor, now: Instant): Promise<Rotation>;
  /** Ends the family of the token. An unknown token is no error. */
  endFamilyOf(hash: string): Promise<void>;
  /** Deletes expired tokens, spent or not. Returns how many, at most `limit`. */
  purgeExpired(now: Instant, limit: number): Promise<number>;
  /** Shortens tokens that expire after `latest` to it. Returns how many, at most `limit`. */
  shorten(latest: Instant, limit: number): Promise<number>;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long without a hash, so that the time does not reveal whether an account exists. */
  matches(password: string, hash: string | null): Promise<boolean>;
}

export interface AccessTokens {
  issue(account: Account, now: Instant): { readonly token: string; readonly expiresInSeconds: number };
}

export interface Secrets {
  /** A new refresh token that cannot be guessed. */
  refreshToken(): string;
  /**
   * The successor of a refresh token, made of it and a salt: the same each time, and impossible to make from stored
   * data alone.
   */
  successor(refreshToken: string, salt: string): string;
  /** A new salt, by which the successors of one token differ. */
  salt(): string;
  /** A new password of that many letters, digits, `-` and `_` that cannot be guessed. */
  password(length: number): string;
  hash(token: string): string;
  uuid(): string;
}

/** Slows down the guessing of passwords without locking any account. */
export interface LoginThrottle {
  /** Waits for as long as earlier attempts require. Throws Refusal `rate-limited` if too many wait. */
  admit(email: string, address: string): Promise<void>;
  succeeded(email: string, address: string): void;
}
