import type { Config } from '../process/config.js';
import type { SchemaName } from '../../adapters/mysql/schema/definitions.js';

/** The roles whose schemas a command works on. */
export function rolesOf({ role }: Pick<Config, 'role'>): readonly SchemaName[] {
  return role === 'all' ? ['search', 'booking'] : [role];
}
