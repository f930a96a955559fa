import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../src/application/accounts/ports.js';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** One password with composed accents (NFC) and with separate ones (NFD). */
const COMPOSED = 'cr\u00e8me br\u00fbl\u00e9e';
const SEPARATE = COMPOSED.normalize('NFD');
const account = (email: string, password = COMPOSED) => ({ email, password, name: 'Ada' });

const register = (email: string, password?: string) =>
  service.api.post('/auth/register', account(email, password));
const login = (email: string, password = COMPOSED) => service.api.post('/auth/login', { email, password });

/** Stores an account as an earlier version did. */
async function storeAsEarlier(email: string, password: string): Promise<Account> {
  const row: Account = {
    id: `old-${email.length}-${email.charCodeAt(0)}`,
    email,
    name: 'Ada',
    role: 'traveller',
    passwordHash: await hash(password, { memoryCost: 1024, timeCost: 1, parallelism: 1 }),
    createdAt: service.clock.now(),
  };
  expect(await service.wiring.resolve(BOOKING.accounts).insert(row)).toBe(true);
  return row;
}

describe('a password', () => {
  it.each([
    ['composed', COMPOSED, SEPARATE],
    ['separate', SEPARATE, COMPOSED],
  ])('that was registered with %s accents is accepted in the other form', async (form, given, other) => {
    const email = `${form}@example.org`;
    expect((await register(email, given)).status).toBe(201);
    expect([(await login(email, given)).status, (await login(email, other)).status]).toEqual([200, 200]);
    expect((await login(email, 'creme brulee')).status).toBe(401);
  });

  it('that an earlier version hashed without normalizing it is accepted only in that form', async () => {
    await storeAsEarlier('early@example.org', SEPARATE);
    expect((await login('early@example.org', SEPARATE)).status).toBe(200);
    expect((await login('early@example.org', COMPOSED)).status).toBe(401);
    expect((await login('early@example.org', `${SEPARATE}!`)).status).toBe(401);
  });
});

describe('an e-mail address with an international domain', () => {
  it('names the same account as its punycode, in every spelling', async () => {
    const opened = await register('ida@b\u00fccher.example');
    expect([opened.status, opened.body.user.email]).toEqual([201, 'ida@b\u00fccher.example']);
    for (const email of [
      'ida@xn--bcher-kva.example',
      'IDA@XN--BCHER-KVA.Example',
      'ida@B\u00dcCHER.example',
      'ida@bu\u0308cher.example',
      'ida@b\u00fccher\u3002example',
    ]) {
      expect((await register(email)).body.code, email).toBe('email-taken');
      const found = await login(email);
      expect([found.status, found.body.user?.id], email).toEqual([200, opened.body.user.id]);
    }
  });

  it('names the same account when it was registered as punycode', async () => {
    const opened = await register('max@xn--mnchen-3ya.example');
    expect(opened.status).toBe(201);
    expect((await register('max@m\u00fcnchen.example')).body.code).toBe('email-taken');
    expect((await login('max@M\u00dcNCHEN.example')).body.user.id).toBe(opened.body.user.id);
  });

  it('names different accounts with ß and with ss', async () => {
    const one = await register('eva@fa\u00df.example');
    const two = await register('eva@fass.example');
    expect([one.status, two.status, one.body.user.id === two.body.user.id]).toEqual([201, 201, false]);
  });

  it('finds accounts whose address an earlier version stored without normalizing it', async () => {
    const puny = await storeAsEarlier('old@xn--kln-sna.example', COMPOSED);
    const own = await storeAsEarlier('older@k\u00f6ln.example', COMPOSED);
    const wide = await storeAsEarlier('oldest@\uff4b\u00f6ln.example', COMPOSED);
    for (const [email, id] of [
      ['old@xn--kln-sna.example', puny.id],
      ['old@k\u00f6ln.example', puny.id],
      ['older@k\u00f6ln.example', own.id],
      ['older@xn--kln-sna.example', own.id],
      ['oldest@\uff4b\u00f6ln.example', wide.id],
    ] as const) {
      expect((await login(email)).body.user?.id, email).toBe(id);
      expect((await register(email)).body.code, email).toBe('email-taken');
    }
  });

  it.each([
    'a@xn--a.example',
    'a@xn--abc-.example',
    'a@xn--u-ccb.example',
    'a@b.xn--u-ccb',
    'a@\u0301b.example',
    'a@b\u200d.example',
    `a@${'\u00fc'.repeat(60)}.example`,
    `a@${'\u337f\u337f.'.repeat(70)}example`,
  ])('is rejected for an invalid domain: %j', async (email) => {
    const response = await register(email);
    expect([response.status, response.body.errors[0].pointer]).toEqual([400, '/email']);
    expect([400, 401]).toContain((await login(email)).status);
  });

  it('still logs into an account of an earlier version when the domain is invalid', async () => {
    const { id } = await storeAsEarlier('lost@xn--a.example', COMPOSED);
    expect((await login('lost@xn--a.example')).body.user?.id).toBe(id);
  });
});
