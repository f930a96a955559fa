import type { Login } from '../../application/accounts/login.js';
import type { Logout } from '../../application/accounts/logout.js';
import type { RefreshSession } from '../../application/accounts/refresh-session.js';
import type { Register } from '../../application/accounts/register.js';
import { REFRESH_TOKEN_LIFETIME, type SessionView } from '../../application/accounts/sessions.js';
import type { ViewAccount } from '../../application/accounts/view-account.js';
import { SECOND } from '../../domain/shared/instant.js';
import { Refusal } from '../../domain/shared/refusal.js';
import type { accountOperations, SessionBody, SessionKind } from './contract/account-operations.js';
import type { Handlers } from './endpoint.js';
import type { RefreshCookie } from './refresh-cookie.js';

export interface AccountUseCases {
  readonly register: Register;
  readonly login: Login;
  readonly refreshSession: RefreshSession;
  readonly logout: Logout;
  readonly viewAccount: ViewAccount;
}

export function accountHandlers(useCases: AccountUseCases): Handlers<typeof accountOperations> {
  return {
    register: async (request) => {
      const { session: kind, ...account } = request.body;
      const session = await useCases.register.execute(account);
      return { status: 201, json: begun(session, kind, request) };
    },
    login: async (request) => {
      const { session: kind, ...credentials } = request.body;
      const session = await useCases.login.execute({ ...credentials, address: request.address });
      return { status: 200, json: begun(session, kind, request) };
    },
    refreshSession: async ({ body, refreshCookie }) => {
      const { refreshToken } = body;
      if (refreshToken !== undefined)
        return { status: 200, json: await useCases.refreshSession.execute({ refreshToken }) };
      return { status: 200, json: await refreshedByCookie(useCases.refreshSession, refreshCookie) };
    },
    logout: async ({ body, refreshCookie }) => {
      if (body.refreshToken === undefined) {
        await useCases.logout.execute({ refreshToken: requiredToken(refreshCookie) });
        refreshCookie.clear();
      } else await useCases.logout.execute({ refreshToken: body.refreshToken });
      return { status: 204 };
    },
    viewAccount: async ({ caller }) => ({
      status: 200,
      json: { user: await useCases.viewAccount.execute({ accountId: caller.id }) },
    }),
  };
}

/** A new session as it is returned, with its refresh token in the cookie if the client asked for that. */
function begun(
  session: SessionView,
  kind: SessionKind | undefined,
  request: { readonly refreshCookie: RefreshCookie },
): SessionBody {
  return kind === undefined ? session : inCookie(session, request.refreshCookie);
}

function inCookie({ refreshToken, ...session }: SessionView, cookie: RefreshCookie): SessionBody {
  cookie.set(refreshToken, REFRESH_TOKEN_LIFETIME / SECOND);
  return session;
}

async function refreshedByCookie(refresh: RefreshSession, cookie: RefreshCookie): Promise<SessionBody> {
  const refreshToken = requiredToken(cookie);
  try {
    return inCookie(await refresh.execute({ refreshToken }), cookie);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'unauthenticated') cookie.clear();
    throw error;
  }
}

/** The token of the cookie. Throws Refusal `validation-failed` if the request has neither a token nor a cookie. */
function requiredToken(cookie: RefreshCookie): string {
  const token = cookie.token();
  if (token !== null) return token;
  throw new Refusal('validation-failed', 'Send the refresh token, in the body or in its cookie.', {
    errors: [{ pointer: '/refreshToken', detail: 'is missing, and so is the refresh cookie' }],
  });
}
