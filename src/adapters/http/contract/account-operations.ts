import Joi from 'joi';
import type { AccountView, SessionView } from '../../../application/accounts/sessions.js';
import { accountName, text } from './common-schemas.js';
import { operation } from './operation.js';

const MOST_PASSWORD = 256;

/** One look, one address: nothing invisible in it. */
const email = Joi.string()
  .email({ tlds: false })
  .max(254)
  .pattern(/^[^\p{C}\p{Z}]+$/u, 'an e-mail address without invisible characters');
const password = Joi.string().min(8).max(MOST_PASSWORD);
const refreshToken = Joi.string().max(256);

export const user = Joi.object<AccountView, true>({
  id: text.required(),
  email: text.required(),
  name: text.required(),
  role: Joi.string().valid('traveller', 'admin').required(),
});

export const session = Joi.object<SessionView, true>({
  user: user.required(),
  accessToken: text.required(),
  refreshToken: text.required(),
  expiresIn: Joi.number().integer().required(),
});

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

const exampleUser = {
  id: '0199c0de-0000-7000-8000-000000000001',
  email: 'ada@example.org',
  name: 'Ada',
  role: 'traveller',
};

const exampleSession = {
  user: exampleUser,
  accessToken: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl',
  refreshToken: 'a0bB1cC2dD3eE4fF5gG6hH7iI8jJ9kK',
  expiresIn: 900,
};

const tag = 'Accounts';

export const accountOperations = {
  register: operation<{ body: RegisterBody }>({
    method: 'post',
    path: '/auth/register',
    tag,
    summary: 'Open an account',
    description: 'Answers the tokens of a first login as well.',
    caller: 'anyone',
    body: Joi.object<RegisterBody, true>({
      email: email.required(),
      password: password.required(),
      name: accountName.required(),
    }),
    bodyExample: { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' },
    answers: { 201: { description: 'The account, logged in', schema: session, example: exampleSession } },
    refusals: ['email-taken', 'outcome-unknown'],
  }),
  login: operation<{ body: LoginBody }>({
    method: 'post',
    path: '/auth/login',
    tag,
    summary: 'Log in',
    description: 'Repeated failures make it slower, by a second at most; nobody is ever locked out.',
    caller: 'anyone',
    body: Joi.object<LoginBody, true>({
      email: email.required(),
      password: Joi.string().max(MOST_PASSWORD).required(),
    }),
    bodyExample: { email: 'ada@example.org', password: 'correct horse battery' },
    answers: { 200: { description: 'Logged in', schema: session, example: exampleSession } },
    refusals: ['invalid-credentials', 'outcome-unknown'],
  }),
  refreshSession: operation<{ body: RefreshBody }>({
    method: 'post',
    path: '/auth/refresh',
    tag,
    summary: 'Exchange a refresh token for new tokens',
    description:
      'Each refresh token can be used once. Sent again within ten seconds, by another tab or after a lost answer, it ' +
      'brings the same successor; one that is used again later was copied, and ends every token of its login.',
    caller: 'anyone',
    body: Joi.object<RefreshBody, true>({ refreshToken: refreshToken.required() }),
    bodyExample: { refreshToken: exampleSession.refreshToken },
    answers: { 200: { description: 'New tokens', schema: session, example: exampleSession } },
    refusals: ['unauthenticated', 'outcome-unknown'],
  }),
  logout: operation<{ body: RefreshBody }>({
    method: 'post',
    path: '/auth/logout',
    tag,
    summary: 'End a login',
    description: 'No refresh token of the login is good any more. Access tokens run out by themselves.',
    caller: 'anyone',
    body: Joi.object<RefreshBody, true>({ refreshToken: refreshToken.required() }),
    bodyExample: { refreshToken: exampleSession.refreshToken },
    answers: { 204: { description: 'Logged out' } },
    refusals: ['outcome-unknown'],
  }),
  viewAccount: operation({
    method: 'get',
    path: '/auth/me',
    tag,
    summary: 'Who the token belongs to',
    caller: 'traveller',
    answers: {
      200: {
        description: 'The account',
        schema: Joi.object({ user: user.required() }),
        example: { user: exampleUser },
      },
    },
    refusals: [],
  }),
};
