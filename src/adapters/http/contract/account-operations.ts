import Joi from 'joi';
import type { AccountView, SessionView } from '../../../application/accounts/sessions.js';
import { accountName, identifier, text } from './common-schemas.js';
import { named } from './named-schema.js';
import { operation } from './operation.js';

const PASSWORD_LENGTH_MAX = 256;

export interface RegisterBody {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export interface LoginBody {
  readonly email: string;
  readonly password: string;
}

export interface RefreshBody {
  readonly refreshToken: string;
}

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
  Joi.object<SessionView, true>({
    user: user.required(),
    accessToken: text
      .description('A JSON Web Token. Send it as `Authorization: Bearer <accessToken>`.')
      .example('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl')
      .required(),
    refreshToken: refreshToken.required(),
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
  }).description('The account to create.'),
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
  }).description('The account to log in to.'),
);

const refreshBody = named(
  'RefreshRequest',
  Joi.object<RefreshBody, true>({ refreshToken: refreshToken.required() }).description(
    'The login to refresh or to end, by its current refresh token.',
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
    answers: { 201: { description: 'The account was created and is logged in.', schema: session } },
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
    answers: { 200: { description: 'The account is logged in.', schema: session } },
    refusals: ['invalid-credentials', 'outcome-unknown'],
  }),
  refreshSession: operation<{ body: RefreshBody }>({
    method: 'post',
    path: '/auth/refresh',
    tag,
    summary: 'Exchange a refresh token for new tokens',
    description:
      'A refresh token can be used once. Sent again within ten seconds, by another tab or after a lost response, it ' +
      'returns the same successor. Sent again later, it is treated as stolen: every token of its login is revoked.',
    caller: 'anyone',
    body: refreshBody,
    answers: { 200: { description: 'New tokens.', schema: session } },
    refusals: ['unauthenticated', 'outcome-unknown'],
  }),
  logout: operation<{ body: RefreshBody }>({
    method: 'post',
    path: '/auth/logout',
    tag,
    summary: 'Log out',
    description:
      'Revokes every refresh token of the login. Access tokens stay valid until they expire. Idempotent.',
    caller: 'anyone',
    body: refreshBody,
    answers: { 204: { description: 'The login has ended.' } },
    refusals: ['outcome-unknown'],
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
