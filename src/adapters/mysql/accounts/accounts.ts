import type { Account, Accounts } from '../../../application/accounts/ports.js';
import type { Database } from '../database.js';
import { isDuplicate, refusalFor } from '../errors.js';
import { ACCOUNTS } from './tables.js';

/** Accounts as rows. */
export class MysqlAccounts implements Accounts {
  constructor(private readonly database: Database) {}

  async insert(account: Account): Promise<boolean> {
    try {
      await this.database.transaction(({ manager }) => manager.insert(ACCOUNTS, account));
      return true;
    } catch (error) {
      if (isDuplicate(error, 'account_by_email')) return false;
      throw refusalFor(error);
    }
  }

  async makeAdministrator(email: string): Promise<void> {
    try {
      await this.database.transaction(({ manager }) =>
        manager.update(ACCOUNTS, { email }, { role: 'admin' }),
      );
    } catch (error) {
      throw refusalFor(error);
    }
  }

  async findByEmail(email: string): Promise<Account | null> {
    return await this.find({ email });
  }

  async findById(id: string): Promise<Account | null> {
    return await this.find({ id });
  }

  private async find(by: { readonly email: string } | { readonly id: string }): Promise<Account | null> {
    try {
      return await this.database.read(({ manager }) => manager.findOneBy(ACCOUNTS, by));
    } catch (error) {
      throw refusalFor(error);
    }
  }
}
