import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../src/application/accounts/ports.js';
import { atOnce, newId } from '../support/stores/scene.js';
import { openAccountStores, type AccountStores } from '../support/stores/stores.js';

let stores: AccountStores;
beforeAll(async () => {
  stores = await openAccountStores();
});
afterAll(() => stores.close());

function anAccount(change: Partial<Account> = {}): Account {
  return {
    id: newId(),
    email: `${newId()}@example.org`,
    name: 'Ada Byron',
    role: 'traveller',
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA',
    createdAt: stores.clock.now(),
    ...change,
  };
}

describe('an account', () => {
  it('is stored with every field, and found by its id and by its e-mail address', async () => {
    const accounts = [
      anAccount(),
      anAccount({ name: 'Łukasz Ærøskøbing 王 😀', role: 'admin', email: `zoë+${newId()}@bücher.example` }),
    ];
    for (const account of accounts) {
      expect(await stores.accounts.insert(account)).toBe(true);
      expect(await stores.accounts.findById(account.id)).toEqual(account);
      expect(await stores.accounts.findByEmail(account.email)).toEqual(account);
    }
  });

  it('is not found when it does not exist', async () => {
    expect(await stores.accounts.findById(newId())).toBeNull();
    expect(await stores.accounts.findByEmail('nobody@example.org')).toBeNull();
  });

  it('is not stored when its e-mail address is taken', async () => {
    const [first, second] = [anAccount(), anAccount()];
    await stores.accounts.insert(first);
    expect(await stores.accounts.insert({ ...second, email: first.email })).toBe(false);
    expect(await stores.accounts.findById(second.id)).toBeNull();
    expect(await stores.accounts.findByEmail(first.email)).toEqual(first);
  });

  it('is distinct when its e-mail address differs only by an accent', async () => {
    const name = newId();
    expect(await stores.accounts.insert(anAccount({ email: `zoe-${name}@example.org` }))).toBe(true);
    expect(await stores.accounts.insert(anAccount({ email: `zoë-${name}@example.org` }))).toBe(true);
  });

  it('is stored once when twenty want its e-mail address at once', async () => {
    const email = `${newId()}@example.org`;
    const inserted = await atOnce(20, () => stores.accounts.insert(anAccount({ email })));
    expect(inserted.filter((isNew) => isNew)).toHaveLength(1);
  });

  it('can get the role admin, and is otherwise unchanged', async () => {
    const [account, other] = [anAccount(), anAccount()];
    for (const each of [account, other]) await stores.accounts.insert(each);
    for (const email of [account.email, account.email, 'nobody@example.org']) {
      await stores.accounts.makeAdministrator(email);
    }
    const administrator = { ...account, role: 'admin' };
    expect(await stores.accounts.findById(account.id)).toEqual(administrator);
    expect(await stores.accounts.findByEmail(account.email)).toEqual(administrator);
    expect(await stores.accounts.findById(other.id)).toEqual(other);
  });
});
