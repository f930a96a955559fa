import { Refusal } from '../../domain/shared/refusal.js';
import type { Accounts } from './ports.js';
import { accountView, type AccountView } from './sessions.js';

/** Returns the caller's own account. */
export class ViewAccount {
  constructor(private readonly accounts: Accounts) {}

  async execute({ accountId }: { readonly accountId: string }): Promise<AccountView> {
    const account = await this.accounts.findById(accountId);
    if (account === null)
      throw new Refusal('unauthenticated', 'The account no longer exists. Register a new one.');
    return accountView(account);
  }
}
