import type { Account, Accounts } from '../../../application/accounts/ports.js';
import type { Database } from '../connection/database.js';
import { isDuplicate, refusalFor, asRefusals } from '../connection/errors.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import { ACCOUNTS } from './tables.js';

/** Accounts as rows. */
export class MysqlAccounts implements Accounts {
  constructor(private readonly database: Database) {}

  async insert(account: Account): Promise<boolean> {
    try {
      const insert = () =>
        this.database.transaction(async (session) => (await session.manager()).insert(ACCOUNTS, account));
      await retryOnConflict(insert, { idempotent: true });
      return true;
    } catch (error) {
      // The id exists because an earlier commit in doubt took effect.
      if (isDuplicate(error, 'PRIMARY')) return true;
      if (isDuplicate(error, 'account_by_email')) return false;
      throw refusalFor(error);
    }
  }

  async makeAdministrator(email: string): Promise<void> {
    const update = () =>
      this.database.transaction(async (session) =>
        (await session.manager()).update(ACCOUNTS, { email }, { role: 'admin' }),
      );
    await asRefusals(() => retryOnConflict(update, { idempotent: true }));
  }

  async findByEmail(email: string): Promise<Account | null> {
    return await this.find({ email });
  }

  async findById(id: string): Promise<Account | null> {
    return await this.find({ id });
  }

  private async find(by: { readonly email: string } | { readonly id: string }): Promise<Account | null> {
    return await asRefusals(() =>
      this.database.read(async (session) => (await session.manager()).findOneBy(ACCOUNTS, by)),
    );
  }
}
