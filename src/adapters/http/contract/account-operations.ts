import Joi from 'joi';
import type { AccountView, SessionView } from '../../../application/accounts/sessions.js';
import { accountName, identifier, text } from './common-schemas.js';
import { named } from './named-schema.js';
import { operation } from './operation.js';

const PASSWORD_LENGTH_MAX = 256;

/** Where the refresh token of a login is returned: in the body, unless it asks for a cookie. */
export type SessionKind = 'cookie';

export interface RegisterBody {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly session?: SessionKind;
}

export interface LoginBody {
  readonly email: string;
  readonly password: string;
  readonly session?: SessionKind;
}

export interface RefreshBody {
  readonly refreshToken?: string;
}

/** A session as it is returned; one in a cookie has no `refreshToken`. */
export type SessionBody = Omit<SessionView, 'refreshToken'> & Partial<Pick<SessionView, 'refreshToken'>>;

/** An e-mail address without invisible characters, so that addresses that look the same are the same. */
const email = Joi.string()
  .email({ tlds: false })
  .max(254)
  .pattern(/^[^\p{C}\p{Z}]+$/u, 'an e-mail address without invisible characters')
  .description('The e-mail address of the account, at most 254 characters.')
  .example('ada@example.org');
const password = Joi.string()
  .min(8)
  .max(PASSWORD_LENGTH_MAX)
  .description(`The password, 8 to ${PASSWORD_LENGTH_MAX} characters.`)
  .example('correct horse battery');
const refreshToken = Joi.string()
  .max(256)
  .description('The refresh token of the login, at most 256 characters. Treat it as opaque.')
  .example('a0bB1cC2dD3eE4fF5gG6hH7iI8jJ9kK');

const sessionKind = Joi.string()
  .valid('cookie')
  .description(
    'Send `cookie` to get the refresh token in a cookie that scripts cannot read, in place of `refreshToken`. For pages ' +
      'of this service.',
  );

const user = named(
  'User',
  Joi.object<AccountView, true>({
    id: identifier
      .description('Identifies the account: 1 to 64 visible ASCII characters. Treat it as opaque.')
      .example('0199c0de-0000-7000-8000-000000000001')
      .required(),
    email: text.description('The e-mail address of the account.').example('ada@example.org').required(),
    name: text.description('The name of the account holder.').example('Ada Byron').required(),
    role: named(
      'UserRole',
      Joi.string()
        .valid('traveller', 'admin')
        .description('`traveller` books flights. `admin` also administers flights, airports and aircraft.'),
    ).required(),
  }).description('An account.'),
);

const session = named(
  'Session',
  Joi.object<SessionBody, true>({
    user: user.required(),
    accessToken: text
      .description('A JSON Web Token. Send it as `Authorization: Bearer <accessToken>`.')
      .example('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl')
      .required(),
    refreshToken: refreshToken.description(
      'The refresh token of the login, at most 256 characters. Treat it as opaque. Absent if it is in a cookie.',
    ),
    expiresIn: Joi.number()
      .integer()
      .min(1)
      .description('How long the access token is valid, in seconds.')
      .example(900)
      .required(),
  }).description('A login: the account and its tokens.'),
);

const registerBody = named(
  'RegisterRequest',
  Joi.object<RegisterBody, true>({
    email: email.required(),
    password: password.required(),
    name: accountName.required(),
    session: sessionKind,
  })
    .description('The account to create.')
    .example({ email: 'ada@example.org', password: 'correct horse battery', name: 'Ada Byron' }),
);

const loginBody = named(
  'LoginRequest',
  Joi.object<LoginBody, true>({
    email: email.required(),
    password: Joi.string()
      .max(PASSWORD_LENGTH_MAX)
      .description(`The password of the account, at most ${PASSWORD_LENGTH_MAX} characters.`)
      .example('correct horse battery')
      .required(),
    session: sessionKind,
  })
    .description('The account to log in to.')
    .example({ email: 'ada@example.org', password: 'correct horse battery' }),
);

const refreshBody = named(
  'RefreshRequest',
  Joi.object<RefreshBody, true>({ refreshToken }).description(
    'The login to refresh or to end, by its current refresh token. Leave it out if the token is in the cookie.',
  ),
);

const tag = 'Accounts';

export const accountOperations = {
  register: operation<{ body: RegisterBody }>({
    method: 'post',
    path: '/auth/register',
    tag,
    summary: 'Create an account',
    description: 'Also logs the new account in and returns its tokens.',
    caller: 'anyone',
    body: registerBody,
    refreshCookie: 'set',
    answers: {
      201: {
        description: 'The account was created and is logged in.',
        schema: session,
        headers: ['Set-Cookie'],
      },
    },
    refusals: ['email-taken', 'outcome-unknown'],
  }),
  login: operation<{ body: LoginBody }>({
    method: 'post',
    path: '/auth/login',
    tag,
    summary: 'Log in',
    description:
      'Repeated failures for an account or an address slow the response down, by at most one second. They never lock an account.',
    caller: 'anyone',
    body: loginBody,
    refreshCookie: 'set',
    answers: {
      200: { description: 'The account is logged in.', schema: session, headers: ['Set-Cookie'] },
    },
    refusals: ['invalid-credentials', 'outcome-unknown'],
  }),
  refreshSession: operation<{ body: RefreshBody }>({
    method: 'post',
    path: '/auth/refresh',
    tag,
    summary: 'Exchange a refresh token for new tokens',
    description:
      'A refresh token can be used once. Sent again within ten seconds, by another tab or after a lost response, it ' +
      'returns the same successor. Sent again later, it is treated as stolen: every token of its login is revoked.\n\n' +
      'Without `refreshToken` in the body, the token of the cookie is used, and the new one is returned in the cookie. ' +
      'If that token is not valid, the response removes the cookie. Pages of other origins cannot use the cookie.',
    caller: 'anyone',
    body: refreshBody,
    isBodyOptional: true,
    refreshCookie: 'read',
    answers: { 200: { description: 'New tokens.', schema: session, headers: ['Set-Cookie'] } },
    refusals: ['unauthenticated', 'forbidden', 'outcome-unknown'],
  }),
  logout: operation<{ body: RefreshBody }>({
    method: 'post',
    path: '/auth/logout',
    tag,
    summary: 'Log out',
    description:
      'Revokes every refresh token of the login. Access tokens stay valid until they expire. Idempotent. Without ' +
      '`refreshToken` in the body, the token of the cookie is used and the cookie is removed.',
    caller: 'anyone',
    body: refreshBody,
    isBodyOptional: true,
    refreshCookie: 'read',
    answers: { 204: { description: 'The login has ended.', headers: ['Set-Cookie'] } },
    refusals: ['unauthenticated', 'forbidden', 'outcome-unknown'],
  }),
  viewAccount: operation({
    method: 'get',
    path: '/auth/me',
    tag,
    summary: 'Get your account',
    description: 'Returns the account that the access token belongs to.',
    caller: 'traveller',
    answers: {
      200: {
        description: 'The account.',
        schema: named(
          'Account',
          Joi.object({ user: user.required() }).description('The account that the access token belongs to.'),
        ),
      },
    },
    refusals: [],
  }),
};
