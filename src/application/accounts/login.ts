import { Refusal } from '../../domain/shared/refusal.js';
import type { Accounts, LoginThrottle, Passwords } from './ports.js';
import { findAccount, throttleName } from './email.js';
import type { Sessions, SessionView } from './sessions.js';

export interface LoginRequest {
  readonly email: string;
  readonly password: string;
  /** The address of the client, for the throttle. */
  readonly address: string;
}

/** Logs an account in. A wrong address and a wrong password throw the same Refusal. */
export class Login {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    private readonly sessions: Sessions,
  ) {}

  async execute(request: LoginRequest): Promise<SessionView> {
    const name = throttleName(request.email);
    await this.throttle.admit(name, request.address);
    const account = await findAccount(this.accounts, request.email);
    const matches = await this.passwords.matches(request.password, account?.passwordHash ?? null);
    if (account === null || !matches) {
      throw new Refusal(
        'invalid-credentials',
        'The e-mail address or the password is wrong. Check both and try again.',
      );
    }
    this.throttle.succeeded(name, request.address);
    return await this.sessions.begin(account);
  }
}
