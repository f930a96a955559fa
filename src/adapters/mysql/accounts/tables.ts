import { EntitySchema } from 'typeorm';
import type { Account } from '../../../application/accounts/ports.js';
import type { StoredRefreshToken } from '../../../application/accounts/refresh-rotation.js';
import { flag, key, moment, optional, text } from '../connection/columns.js';

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

export const REFRESH_TOKENS = new EntitySchema<StoredRefreshToken>({
  name: 'refresh_token',
  columns: {
    hash: key('hash'),
    familyId: text('family_id'),
    accountId: text('account_id'),
    isSpent: flag('is_spent'),
    expiresAt: moment('expires_at'),
    spentAt: optional(moment('spent_at')),
    successorSalt: optional(text('successor_salt')),
  },
});

export const ACCOUNT_ENTITIES = [ACCOUNTS, REFRESH_TOKENS];
