import { EntitySchema } from 'typeorm';
import type { Account, RefreshToken } from '../../../application/accounts/ports.js';
import { flag, key, moment, text } from '../columns.js';

export type RefreshTokenRow = RefreshToken & { readonly isSpent: boolean };

export const ACCOUNTS = new EntitySchema<Account>({
  name: 'account',
  columns: {
    id: key('id'),
    email: text('email'),
    name: text('name'),
    role: text('role'),
    passwordHash: text('password_hash'),
    createdAt: moment('created_at'),
  },
});

export const REFRESH_TOKENS = new EntitySchema<RefreshTokenRow>({
  name: 'refresh_token',
  columns: {
    hash: key('hash'),
    familyId: text('family_id'),
    accountId: text('account_id'),
    isSpent: flag('is_spent'),
    expiresAt: moment('expires_at'),
  },
});

export const ACCOUNT_ENTITIES = [ACCOUNTS, REFRESH_TOKENS];
