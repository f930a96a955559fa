import { QueryFailedError } from 'typeorm';

/** The driver's fields of an error, also of one that TypeORM wrapped. */
export interface DriverError {
  readonly errno?: number;
  readonly code?: string;
  readonly sqlState?: string;
  readonly fatal?: boolean;
  readonly message?: string;
  readonly sqlMessage?: string;
}

export function driverErrorOf(error: unknown): DriverError {
  const inner: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return typeof inner === 'object' && inner !== null ? inner : {};
}
