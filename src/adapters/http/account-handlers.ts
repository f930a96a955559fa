import type { Login } from '../../application/accounts/login.js';
import type { Logout } from '../../application/accounts/logout.js';
import type { RefreshSession } from '../../application/accounts/refresh-session.js';
import type { Register } from '../../application/accounts/register.js';
import type { ViewAccount } from '../../application/accounts/view-account.js';
import type { accountOperations } from './contract/account-operations.js';
import type { Handlers } from './endpoint.js';

export interface AccountUseCases {
  readonly register: Register;
  readonly login: Login;
  readonly refreshSession: RefreshSession;
  readonly logout: Logout;
  readonly viewAccount: ViewAccount;
}

export function accountHandlers(useCases: AccountUseCases): Handlers<typeof accountOperations> {
  return {
    register: async ({ body }) => ({ status: 201, json: await useCases.register.execute(body) }),
    login: async ({ body, address }) => ({
      status: 200,
      json: await useCases.login.execute({ ...body, address }),
    }),
    refreshSession: async ({ body }) => ({ status: 200, json: await useCases.refreshSession.execute(body) }),
    logout: async ({ body }) => {
      await useCases.logout.execute(body);
      return { status: 204 };
    },
    viewAccount: async ({ caller }) => ({
      status: 200,
      json: { user: await useCases.viewAccount.execute({ accountId: caller.id }) },
    }),
  };
}
