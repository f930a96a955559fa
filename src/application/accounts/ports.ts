import type { Instant } from '../../domain/shared/instant.js';

export type Role = 'traveller' | 'admin';

export interface Account {
  readonly id: string;
  /** In lower case; no two accounts have the same. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly createdAt: Instant;
}

export interface Accounts {
  /** False, and nothing stored, when the e-mail address has an account. */
  insert(account: Account): Promise<boolean>;
  /** Gives the account of that e-mail address the role `admin`. */
  makeAdministrator(email: string): Promise<void>;
  findByEmail(email: string): Promise<Account | null>;
  findById(id: string): Promise<Account | null>;
}

/** A refresh token as stored: its hash, never itself. All tokens that follow from one login are one family. */
export interface RefreshToken {
  readonly hash: string;
  readonly familyId: string;
  readonly accountId: string;
  readonly expiresAt: Instant;
}

/** What follows a refresh token. */
export interface Successor {
  readonly hash: string;
  /** What it was made of, besides the token that it follows. */
  readonly salt: string;
  readonly expiresAt: Instant;
}

export type Rotation =
  | { readonly kind: 'rotated'; readonly accountId: string }
  /** It was spent less than REFRESH_GRACE_MS ago, and its successor was made with this salt. */
  | { readonly kind: 'repeated'; readonly accountId: string; readonly successorSalt: string }
  /** It was spent before that, so there is a copy: its family is ended now. */
  | { readonly kind: 'reused' }
  | { readonly kind: 'unknown' };

export interface RefreshTokens {
  insert(token: RefreshToken): Promise<void>;
  /**
   * Spends the token and stores its successor, in one step, as `rotationOf` decides by the store's own time. A token is
   * spent once, however many processes try: the others are told of the first one's successor.
   */
  rotate(hash: string, successor: Successor, now: Instant): Promise<Rotation>;
  /** Ends the family of the token; an unknown one is no error. */
  endFamilyOf(hash: string): Promise<void>;
  /** Removes tokens that are over, spent or not; answers how many, at most the limit. */
  purgeExpired(now: Instant, limit: number): Promise<number>;
  /** Has tokens that are good beyond `latest` be good until then; answers how many, at most the limit. */
  shorten(latest: Instant, limit: number): Promise<number>;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for no hash at all, so that nobody can tell who has an account. */
  matches(password: string, hash: string | null): Promise<boolean>;
}

export interface AccessTokens {
  issue(account: Account, now: Instant): { readonly token: string; readonly expiresInSeconds: number };
}

export interface Secrets {
  /** A new refresh token that cannot be guessed. */
  refreshToken(): string;
  /**
   * The refresh token that follows one, made of it and of a salt: the same each time, and out of reach for those who know
   * only what is stored.
   */
  successor(refreshToken: string, salt: string): string;
  /** What makes the successors of one token differ. */
  salt(): string;
  /** A new password of so many letters, digits, `-` and `_` that cannot be guessed. */
  password(length: number): string;
  hash(token: string): string;
  uuid(): string;
}

/** Slows down those who guess passwords, and locks nobody out. */
export interface LoginThrottle {
  /** Waits for as long as the attempts before ask for. Throws Refusal `rate-limited` when too many wait. */
  admit(email: string, address: string): Promise<void>;
  succeeded(email: string, address: string): void;
}
