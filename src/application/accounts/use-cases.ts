import type { Clock } from '../shared/clock.js';
import { Login } from './login.js';
import { Logout } from './logout.js';
import type { AccessTokens, Accounts, LoginThrottle, Passwords, RefreshTokens, Secrets } from './ports.js';
import { RefreshSession } from './refresh-session.js';
import { Register } from './register.js';
import { Sessions } from './sessions.js';
import { ViewAccount } from './view-account.js';

export interface AccountPorts {
  readonly accounts: Accounts;
  readonly refreshTokens: RefreshTokens;
  readonly tokens: AccessTokens;
  readonly passwords: Passwords;
  readonly secrets: Secrets;
  readonly throttle: LoginThrottle;
  readonly clock: Clock;
}

export type AccountUseCases = ReturnType<typeof accountUseCases>;

/** Makes the use cases of accounts. */
export function accountUseCases(ports: AccountPorts) {
  const { accounts, refreshTokens, passwords, secrets, throttle, clock } = ports;
  const sessions = new Sessions(refreshTokens, ports.tokens, secrets, clock);
  return {
    register: new Register(accounts, passwords, sessions, secrets, clock),
    login: new Login(accounts, passwords, throttle, sessions),
    refreshSession: new RefreshSession(accounts, refreshTokens, sessions, secrets, clock),
    logout: new Logout(refreshTokens, secrets),
    viewAccount: new ViewAccount(accounts),
  };
}
