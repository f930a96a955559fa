/** The parts of the contract with their descriptions, in the order in which a client needs them. */
export const TAGS = {
  Accounts: 'Register, log in and refresh access tokens. An `Idempotency-Key` is ignored here.',
  Search:
    'Airports, airlines, aircraft, flights, itineraries and fares. No login is needed. `seatsLeft` may be up to 2 seconds ' +
    'old; the seat map is always current.',
  Seats: 'Which seats of a flight are free, now and as they change. No login is needed to read.',
  Bookings: 'Hold seats, change and cancel bookings. Bookings of other accounts are 404.',
  Payments:
    'Pay for a held booking or a pending change. The gateway is simulated: the payment method decides the outcome.',
  'Airline administration': 'Manage flights, airports and aircraft. Needs a token with the role `admin`.',
  Process: 'Health, metrics and version of a process, for operators. No login is needed.',
} as const satisfies Readonly<Record<string, string>>;

/** Calls between the roles have the tag `Internal`, which is not part of the contract. */
export type Tag = keyof typeof TAGS | 'Internal';
