import type { DependencyContainer } from 'tsyringe';
import { BOOKING } from '../wiring/booking-ports.js';
import { BOOKING_USE_CASES } from '../wiring/booking-role.js';
import { SHARED } from '../wiring/shared.js';

/** A login for trying the service out, created at each start. */
export interface DemoLogin {
  readonly role: 'traveller' | 'admin';
  readonly email: string;
  readonly password: string;
}

/**
 * Creates a traveller and an administrator with random passwords. Returns none in production or with a database, where
 * the accounts would outlive the process.
 */
export async function makeDemoLogins(wiring: DependencyContainer): Promise<DemoLogin[]> {
  const { isProduction, database } = wiring.resolve(SHARED.config);
  if (isProduction || database !== undefined) return [];
  const { register } = wiring.resolve(BOOKING_USE_CASES.accounts);
  const secrets = wiring.resolve(BOOKING.secrets);
  const make = async (role: DemoLogin['role'], email: string, name: string): Promise<DemoLogin> => {
    const password = secrets.password(12);
    await register.execute({ email, password, name }, role);
    return { role, email, password };
  };
  return await Promise.all([
    make('traveller', 'traveller@holdfast.example', 'Demo Traveller'),
    make('admin', 'admin@holdfast.example', 'Demo Administrator'),
  ]);
}
