import { Refusal } from '../../domain/shared/refusal.js';
import type { Clock } from '../shared/clock.js';
import type { Accounts, Passwords, Role, Secrets } from './ports.js';
import { canonicalEmail, findAccount } from './email.js';
import type { Sessions, SessionView } from './sessions.js';

export interface RegisterRequest {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** Creates an account and logs it in. Throws Refusal `email-taken`, `validation-failed` for an invalid domain. */
export class Register {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  async execute(request: RegisterRequest, role: Role = 'traveller'): Promise<SessionView> {
    const email = canonicalEmail(request.email);
    const account = {
      id: this.secrets.uuid(),
      email,
      name: request.name,
      role,
      passwordHash: await this.passwords.hash(request.password),
      createdAt: this.clock.now(),
    };
    const isTaken = (await findAccount(this.accounts, request.email)) !== null;
    if (isTaken || !(await this.accounts.insert(account))) {
      throw new Refusal(
        'email-taken',
        'An account with this e-mail address exists. Log in, or use another address.',
      );
    }
    return await this.sessions.begin(account);
  }
}
