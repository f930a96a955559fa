import type { Config } from './config.js';
import type { DemoLogin } from './all.js';
import { VERSION } from './service.js';

/** What a process says of itself once it answers. */
export function banner(
  config: Config,
  url: string,
  details: { readonly flights: number; readonly source: string; readonly logins: readonly DemoLogin[] },
): string {
  const { flights, source, logins } = details;
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const lines = [
    `Holdfast ${VERSION}, role ${config.role}`,
    '',
    `  API      ${url}`,
    `  Docs     ${url}/docs`,
    '  Store    memory: bookings, accounts and payments end with this process',
    ...(config.role === 'booking' ? [] : [`  Flights  ${flights.toLocaleString('en')} (${source})`]),
    ...(config.jwtSecretIsMade
      ? ['  Tokens   signed with a secret of this process; set JWT_SECRET to keep it']
      : []),
    ...logins.map(({ role, email, password }) => `  Log in   ${email}  ${password}  (${role})`),
  ];
  const trial =
    config.role === 'booking'
      ? `${url}/healthz`
      : `${url}/flights?origin=LHR&destination=JFK&date=${day}&limit=3`;
  return [...lines, '', `  Try      curl '${trial}'`, ''].join('\n');
}
