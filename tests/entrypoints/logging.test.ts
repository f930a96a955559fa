import { describe, expect, it } from 'vitest';
import { QueryFailedError } from 'typeorm';
import { LinkFailure } from '../../src/adapters/role-clients/link-failure.js';
import { describeError } from '../../src/entrypoints/process/logging.js';

describe('an error in the log', () => {
  it('does not contain the values of its statement', () => {
    const driverError = Object.assign(new Error('Data too long for column'), {
      errno: 1406,
      code: 'ER_DATA',
    });
    const error = new QueryFailedError('INSERT INTO account VALUES (?)', ['$argon2id$secret'], driverError);
    const logged = JSON.stringify(describeError(error));
    expect(logged).toContain('Data too long');
    expect(logged).not.toContain('$argon2id');
    expect(logged).not.toContain('INSERT');
  });

  it('has its causes, and a stack only if the error is unexpected', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { errno: -111, code: 'ECONNREFUSED' });
    const logged = describeError(new LinkFailure('GET /x got no answer', { cause }));
    expect(logged).toEqual({
      type: 'LinkFailure',
      message: 'GET /x got no answer',
      cause: { type: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
    });
    expect(describeError(new TypeError('oops'))).toMatchObject({
      stack: expect.stringContaining('logging.test') as string,
    });
  });

  it('has a limited number of causes, even if they form a cycle', () => {
    const error = new Error('one');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).match(/"one"/g)).toHaveLength(6);
  });
});
