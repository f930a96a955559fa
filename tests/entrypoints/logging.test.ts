import { describe, expect, it } from 'vitest';
import { QueryFailedError } from 'typeorm';
import { LinkFailure } from '../../src/adapters/role-clients/link-failure.js';
import { describeError } from '../../src/entrypoints/process/logging.js';

describe('an error in the log', () => {
  it('is told without the values of its statement', () => {
    const driverError = Object.assign(new Error('Data too long for column'), {
      errno: 1406,
      code: 'ER_DATA',
    });
    const error = new QueryFailedError('INSERT INTO account VALUES (?)', ['$argon2id$secret'], driverError);
    const told = JSON.stringify(describeError(error));
    expect(told).toContain('Data too long');
    expect(told).not.toContain('$argon2id');
    expect(told).not.toContain('INSERT');
  });

  it('is told with its causes, and with where it happened only if that is our own doing', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { errno: -111, code: 'ECONNREFUSED' });
    const told = describeError(new LinkFailure('GET /x got no answer', { cause }));
    expect(told).toEqual({
      type: 'LinkFailure',
      message: 'GET /x got no answer',
      cause: { type: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
    });
    expect(describeError(new TypeError('oops'))).toMatchObject({
      stack: expect.stringContaining('logging.test') as string,
    });
  });

  it('ends somewhere, whatever causes it', () => {
    const error = new Error('one');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).match(/"one"/g)).toHaveLength(6);
  });
});
