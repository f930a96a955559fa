import type { Account, Accounts } from '../../../application/accounts/ports.js';

/** Accounts, in memory. */
export class MemoryAccounts implements Accounts {
  private readonly byId = new Map<string, Account>();
  private readonly byEmail = new Map<string, Account>();

  async insert(account: Account): Promise<boolean> {
    if (this.byEmail.has(account.email)) return false;
    this.byId.set(account.id, account);
    this.byEmail.set(account.email, account);
    return true;
  }

  async makeAdministrator(email: string): Promise<void> {
    const account = this.byEmail.get(email);
    if (account === undefined) return;
    const administrator = { ...account, role: 'admin' } as const;
    this.byId.set(account.id, administrator);
    this.byEmail.set(email, administrator);
  }

  async findByEmail(email: string): Promise<Account | null> {
    return this.byEmail.get(email) ?? null;
  }

  async findById(id: string): Promise<Account | null> {
    return this.byId.get(id) ?? null;
  }
}
