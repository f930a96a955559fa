import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import { JsonWebTokens } from '../../src/adapters/tokens/json-web-tokens.js';

const SECRET = 'a secret of at least thirty-two bytes';
const NOW = Date.UTC(2027, 0, 5, 9, 30);
const SECOND = 1_000;
const LIFETIME = 900 * SECOND;
const TOLERANCE = 60 * SECOND;

const ADA = { id: 'ada', role: 'traveller' } as const;

describe('a verified token', () => {
  const issued = (tokens = new JsonWebTokens(SECRET)) => ({ tokens, token: tokens.issue(ADA, NOW).token });

  it('has the same caller each time', () => {
    const { tokens, token } = issued();
    expect([1, 2, 3].map(() => tokens.verify(token, NOW))).toEqual([ADA, ADA, ADA]);
  });

  it('expires, although it was verified before', () => {
    const { tokens, token } = issued();
    expect(tokens.verify(token, NOW)).toEqual(ADA);
    expect(tokens.verify(token, NOW + LIFETIME + TOLERANCE - SECOND)).toEqual(ADA);
    expect(tokens.verify(token, NOW + LIFETIME + TOLERANCE)).toBeNull();
  });

  it('is invalid again when the clock is set back to before it was issued', () => {
    const { tokens, token } = issued();
    expect(tokens.verify(token, NOW)).toEqual(ADA);
    expect(tokens.verify(token, NOW - TOLERANCE)).toEqual(ADA);
    expect(tokens.verify(token, NOW - TOLERANCE - SECOND)).toBeNull();
  });

  it('does not make a token with other claims or another signature valid', () => {
    const { tokens, token } = issued();
    expect(tokens.verify(token, NOW)).toEqual(ADA);
    const [head, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ ...(jwt.decode(token) as object), sub: 'eve' })).toString(
      'base64url',
    );
    expect(tokens.verify(`${head}.${claims}.${signature}`, NOW)).toBeNull();
    expect(tokens.verify(`${token}x`, NOW)).toBeNull();
  });

  it('is valid with the previous secret, and invalid with an unknown one', () => {
    const { token } = issued(new JsonWebTokens('the previous secret, of enough bytes'));
    const tokens = new JsonWebTokens(SECRET, 'the previous secret, of enough bytes');
    expect([tokens.verify(token, NOW), tokens.verify(token, NOW)]).toEqual([ADA, ADA]);
    expect(new JsonWebTokens(SECRET).verify(token, NOW)).toBeNull();
  });
});
