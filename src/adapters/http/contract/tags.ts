/** The parts of the contract, in the order in which a client meets them, and what each is for. */
export const TAGS = {
  Accounts: 'Register, log in, and keep an access token fresh. An `Idempotency-Key` is passed over here.',
  Search:
    'Airports, airlines, aircraft, flights, journeys and fares. No login is needed. `seatsLeft` may be a second old; ' +
    'the seat map is the truth.',
  Seats: 'Which seats of a flight can be had, now and as it changes. No login is needed to look.',
  Bookings:
    'Hold seats, change them, cancel them. Everybody sees their own bookings alone; those of others are 404.',
  Payments:
    'Pay for a hold or for a pending change, at a gateway that is simulated: the method decides what happens.',
  'Airline administration':
    'Flights, airports and aircraft for those who run the airline. It takes a token with the role `admin`.',
  Process: 'What a process says of itself, to those who run it. No login is needed.',
} as const satisfies Readonly<Record<string, string>>;

/** The operations between the roles have a tag as well, and no place in the contract. */
export type Tag = keyof typeof TAGS | 'Internal';
