import Joi from 'joi';
import { cabin, flightIdentifier, seatNumber } from './common-schemas.js';
import { money } from './money-schemas.js';
import { named } from './named-schema.js';
import { operation } from './operation.js';
import { aircraftLayout } from './aircraft-layout.js';

export interface FlightParams {
  readonly id: string;
}

export interface SeatParams extends FlightParams {
  readonly seat: string;
}

export interface BlockSeatBody {
  readonly state: 'blocked' | 'available';
}

const seatState = named(
  'SeatState',
  Joi.string()
    .valid('available', 'held', 'sold', 'blocked')
    .description(
      '`available`: can be booked. `held`: reserved by an unpaid booking or change. `sold`: paid. `blocked`: not for sale, ' +
        'because an administrator blocked it or the flight is cancelled.',
    ),
);

export const seatFeature = named(
  'SeatFeature',
  Joi.string()
    .valid('window', 'aisle', 'middle', 'exit', 'extra-legroom')
    .description(
      '`window`, `aisle`, `middle`: where the seat is in its row. `exit`: beside an emergency exit, for adults only. ' +
        '`extra-legroom`: more room for the legs.',
    ),
);

const version = Joi.number()
  .integer()
  .min(0)
  .description(
    "Counts the changes of the flight's seats; 0 if none ever changed. New prices and times do not count.",
  )
  .example(42)
  .required();

const seat = named(
  'Seat',
  Joi.object({
    seat: seatNumber.required(),
    state: seatState.required(),
    features: Joi.array().items(seatFeature).description('What is special about the seat.').required(),
    price: money.description('What the seat costs. It includes everything.').required(),
  }).description('A seat of a flight, with its state and its price.'),
);

const seatRow = named(
  'SeatRow',
  Joi.object({
    row: Joi.number().integer().min(1).max(999).description('The row number, from 1.').example(31).required(),
    seats: Joi.array().items(seat).description('The seats of the row, from left to right.').required(),
  }).description('A row of seats.'),
);

const cabinSeats = named(
  'SeatMapCabin',
  Joi.object({
    cabin: cabin.required(),
    price: money.description('What a seat in this cabin costs. It includes everything.').required(),
    rows: Joi.array()
      .items(seatRow)
      .description('The rows of the cabin, from the front to the back.')
      .required(),
  }).description('A cabin of a flight, with its rows.'),
);

const seatMap = named(
  'SeatMap',
  Joi.object({
    flightId: flightIdentifier.required(),
    version,
    layout: aircraftLayout.required(),
    cabins: Joi.array()
      .items(cabinSeats)
      .description('The cabins of the flight, from the front to the back.')
      .required(),
  }).description('All seats of a flight with their current states.'),
);

const seatChanges = named(
  'SeatChanges',
  Joi.object({
    version,
    seats: Joi.array()
      .items(
        named(
          'SeatChange',
          Joi.object({ seat: seatNumber.required(), state: seatState.required() }).description(
            'A seat and its new state.',
          ),
        ),
      )
      .description('The seats that changed.')
      .required(),
  }).description('Seats that changed since the previous event.'),
);

const blockSeatBody = named(
  'SeatBlockRequest',
  Joi.object<BlockSeatBody, true>({
    state: Joi.string()
      .valid('blocked', 'available')
      .description('`blocked` takes a free seat off sale; `available` puts it back on sale.')
      .required(),
  }).description('The new state of the seat.'),
);

const blockedSeat = named(
  'BlockedSeat',
  Joi.object({
    flightId: flightIdentifier.required(),
    seat: seatNumber.required(),
    state: seatState.example('blocked').required(),
  }).description('A seat with its state after an administrator changed it.'),
);

const tag = 'Seats';

export const seatOperations = {
  viewSeatMap: operation<{ params: FlightParams }>({
    method: 'get',
    path: '/flights/{id}/seats',
    tag,
    summary: "Get a flight's seat map",
    description: 'Returns the state of every seat as committed at the time of the request.',
    caller: 'anyone',
    params: Joi.object<FlightParams, true>({ id: flightIdentifier.required() }),
    answers: { 200: { description: 'The seat map.', schema: seatMap } },
    refusals: ['not-found', 'search-unavailable'],
  }),
  watchSeats: operation<{ params: FlightParams }>({
    method: 'get',
    path: '/flights/{id}/seats/events',
    tag,
    summary: "Stream the changes of a flight's seats",
    lastEventId: true,
    description:
      'Sends server-sent events. The first is a `snapshot`, whose data is a `SeatMap`; then, within half a second of each ' +
      'change, `seats`, whose data is a `SeatChanges`. The `id` of an event is the version of the seats. Send it as ' +
      '`Last-Event-ID` to resume after it. A comment every 15 seconds keeps the connection open.',
    caller: 'anyone',
    params: Joi.object<FlightParams, true>({ id: flightIdentifier.required() }),
    answers: {
      200: {
        description: 'A stream of events that stays open.',
        mediaType: 'text/event-stream',
        text: 'Server-sent events: `snapshot` with a `SeatMap`, then `seats` with a `SeatChanges`.',
        example: 'id: 43\nevent: seats\ndata: {"version":43,"seats":[{"seat":"31A","state":"held"}]}\n\n',
        events: { snapshot: seatMap, seats: seatChanges },
      },
    },
    refusals: ['not-found', 'search-unavailable'],
  }),
  blockSeat: operation<{ params: SeatParams; body: BlockSeatBody }>({
    method: 'put',
    path: '/flights/{id}/seats/{seat}',
    tag,
    summary: 'Block a free seat, or put it back on sale',
    description: 'A seat that is held or sold cannot be blocked. Idempotent.',
    caller: 'admin',
    params: Joi.object<SeatParams, true>({
      id: flightIdentifier.required(),
      seat: seatNumber.required(),
    }),
    body: blockSeatBody,
    answers: { 200: { description: 'The seat as it is now.', schema: blockedSeat } },
    refusals: ['not-found', 'seat-unavailable', 'flight-cancelled', 'search-unavailable', 'outcome-unknown'],
  }),
};
