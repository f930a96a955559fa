import Joi from 'joi';
import { FLIGHTS_MAX, PASSENGERS_MAX, type Passenger } from '../../../domain/booking/booking.js';
import type { Cabin } from '../../../domain/flight/cabin.js';
import { SEAT_PREFERENCES, type SeatPreference } from '../../../domain/booking/seat-choice.js';
import type { InputError } from '../../../domain/shared/refusal.js';
import { cabin, flightIdentifier, passengerName, seatNumber } from './common-schemas.js';
import { travelFlightId } from './example-dates.js';
import { named } from './named-schema.js';
import type { Wire } from './wire.js';

/** One flight of the body: its seats, or a cabin in which the service chooses them. */
export interface SeatRequestBody {
  readonly flightId: string;
  readonly seats?: readonly string[];
  readonly cabin?: Cabin;
  readonly preference?: SeatPreference;
}

export interface ItineraryBody {
  readonly flights: readonly SeatRequestBody[];
  readonly passengers: readonly Passenger[];
}

const NAME =
  'on the passport: 1 to 60 letters and marks of any script, apostrophes, hyphens, middle dots, full stops and spaces.';

const passengerType = named(
  'PassengerType',
  Joi.string()
    .valid('adult', 'child')
    .description('`adult` or `child`. Only an adult may sit in an exit row.'),
);

export const passenger = named(
  'Passenger',
  Joi.object<Passenger, true>({
    givenName: passengerName
      .description(`The given name as ${NAME} Left out for a person who has only one name.`)
      .example('Ada'),
    familyName: passengerName
      .description(`The family name as ${NAME} For a person who has only one name, that name.`)
      .example('Byron')
      .required(),
    type: passengerType.required(),
  }).description('A person who travels.'),
);

export const examplePassengers = [
  { givenName: 'Ada', familyName: 'Byron', type: 'adult' },
  { givenName: 'Max', familyName: 'Born', type: 'child' },
];

const exampleSeatRequest = { flightId: travelFlightId, seats: ['31A', '31B'] };

const seatRequest = named(
  'SeatRequest',
  Joi.object<Wire<SeatRequestBody>, true>({
    flightId: flightIdentifier.required(),
    seats: Joi.array()
      .items(seatNumber)
      .min(1)
      .max(PASSENGERS_MAX)
      .unique()
      .description(
        `The seats to take, 1 to ${PASSENGERS_MAX}, each once: the n-th seat is for the n-th passenger. Send either \`seats\` or \`cabin\`.`,
      )
      .example(exampleSeatRequest.seats),
    cabin: cabin.description(
      'The cabin in which the service chooses the seats. Send either `seats` or `cabin`.',
    ),
    preference: named(
      'SeatPreference',
      Joi.string()
        .valid(...SEAT_PREFERENCES)
        .description(
          'How the service chooses seats: `together` seats the party in one row where any row has room, side by side if ' +
            'possible; `window` and `aisle` choose as many seats of that kind as possible.',
        ),
    ).description('How the service chooses the seats; `together` by default. Send it only with `cabin`.'),
  })
    .xor('seats', 'cabin')
    .with('preference', 'cabin')
    .description(
      'The seats to take on one flight: either named in `seats`, or chosen by the service in `cabin`.',
    )
    .example(exampleSeatRequest),
);

const exampleItineraryBody = { flights: [exampleSeatRequest], passengers: examplePassengers };

export const itineraryBody = named(
  'ItineraryRequest',
  Joi.object<Wire<ItineraryBody>, true>({
    flights: Joi.array()
      .items(seatRequest)
      .min(1)
      .max(FLIGHTS_MAX)
      .unique('flightId')
      .description(
        `The flights to book, 1 to ${FLIGHTS_MAX}, each once. They need not connect and may overlap.`,
      )
      .example(exampleItineraryBody.flights)
      .required(),
    passengers: Joi.array()
      .items(passenger)
      .min(1)
      .max(PASSENGERS_MAX)
      .description(`Everyone who travels, 1 to ${PASSENGERS_MAX} people. Each has one seat on every flight.`)
      .example(examplePassengers)
      .required(),
  })
    .description('The complete booking as requested: its flights with their seats, and its passengers.')
    .example(exampleItineraryBody),
);

/** Returns an error for each flight that does not name exactly one seat for each passenger. */
export function seatForEachPassenger({ flights, passengers }: ItineraryBody): InputError[] {
  return flights.flatMap(({ seats }, index) =>
    seats === undefined || seats.length === passengers.length
      ? []
      : [
          {
            pointer: `/flights/${index}/seats`,
            detail: `must be ${passengers.length} seats, one for each passenger`,
          },
        ],
  );
}
