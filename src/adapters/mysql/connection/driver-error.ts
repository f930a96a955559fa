import { QueryFailedError } from 'typeorm';

/** What the driver says of an error, whatever wrapped it. */
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
