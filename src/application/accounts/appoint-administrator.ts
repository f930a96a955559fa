import type { Clock } from '../shared/clock.js';
import { canonicalEmail, findAccount } from './email.js';
import type { Accounts, Passwords, Secrets } from './ports.js';
import { accountView, type AccountView } from './sessions.js';

export interface Appointment {
  readonly account: AccountView;
  /** The password of a new account, returned only once; null for an existing account, which keeps its own. */
  readonly password: string | null;
}

/** Makes the account of the e-mail address an administrator, and creates it if there is none. */
export class AppointAdministrator {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  async execute(request: { readonly email: string }): Promise<Appointment> {
    const known = await findAccount(this.accounts, request.email);
    if (known === null) {
      const password = this.secrets.password(20);
      const account = {
        id: this.secrets.uuid(),
        email: canonicalEmail(request.email),
        name: 'Administrator',
        role: 'admin',
        passwordHash: await this.passwords.hash(password),
        createdAt: this.clock.now(),
      } as const;
      if (await this.accounts.insert(account)) return { account: accountView(account), password };
    }
    await this.accounts.makeAdministrator(known?.email ?? canonicalEmail(request.email));
    const appointed = await findAccount(this.accounts, request.email);
    if (appointed === null) throw new Error(`the account of ${request.email} is gone`);
    return { account: accountView(appointed), password: null };
  }
}
