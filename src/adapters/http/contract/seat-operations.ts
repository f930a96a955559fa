import Joi from 'joi';
import { cabin, identifier, money, seatNumber, text } from './common-schemas.js';
import { operation } from './operation.js';

export interface FlightParams {
  readonly id: string;
}

export interface SeatParams extends FlightParams {
  readonly seat: string;
}

export interface BlockSeatBody {
  readonly state: 'blocked' | 'available';
}

const seatState = Joi.string().valid('available', 'held', 'sold', 'blocked');
const version = Joi.number().integer().min(0).required();

const seat = Joi.object({
  seat: seatNumber.required(),
  state: seatState.required(),
  features: Joi.array()
    .items(Joi.string().valid('window', 'aisle', 'middle', 'exit', 'extra-legroom'))
    .required(),
  price: money.required(),
});

export const seatMap = Joi.object({
  flightId: text.required(),
  version,
  cabins: Joi.array()
    .items(
      Joi.object({
        cabin: cabin.required(),
        price: money.required(),
        rows: Joi.array()
          .items(
            Joi.object({
              row: Joi.number().integer().min(1).required(),
              seats: Joi.array().items(seat).required(),
            }),
          )
          .required(),
      }),
    )
    .required(),
});

const gbp45000 = { amount: 45000, currency: 'GBP' };

const exampleSeatMap = {
  flightId: 'BA117-LHR-20270115',
  version: 42,
  cabins: [
    {
      cabin: 'economy',
      price: gbp45000,
      rows: [
        {
          row: 31,
          seats: [
            { seat: '31A', state: 'sold', features: ['window'], price: gbp45000 },
            { seat: '31B', state: 'available', features: ['aisle'], price: gbp45000 },
          ],
        },
      ],
    },
  ],
};

const tag = 'Seats';

export const seatOperations = {
  viewSeatMap: operation<{ params: FlightParams }>({
    method: 'get',
    path: '/flights/{id}/seats',
    tag,
    summary: "A flight's seats: which can be had, and for how much",
    description:
      'The truth at the moment of reading. `version` counts the changes of the seats, and need not begin at 1; new prices ' +
      'and times do not move it. 0: no seat of the flight has ever been touched.',
    caller: 'anyone',
    params: Joi.object<FlightParams, true>({ id: identifier.required() }),
    answers: { 200: { description: 'The seat map', schema: seatMap, example: exampleSeatMap } },
    refusals: ['not-found', 'search-unavailable'],
  }),
  watchSeats: operation<{ params: FlightParams }>({
    method: 'get',
    path: '/flights/{id}/seats/events',
    tag,
    summary: "Follow what happens to a flight's seats",
    lastEventId: true,
    description:
      'Server-sent events: `snapshot`, the seat map, then `seats`, `{ version, seats: [{ seat, state }] }`, within half ' +
      'a second of each change. The id of an event is the version; `Last-Event-ID` resumes after it, or brings a new ' +
      'snapshot when it is too old. A comment comes every 15 seconds.',
    caller: 'anyone',
    params: Joi.object<FlightParams, true>({ id: identifier.required() }),
    answers: { 200: { description: 'A stream of events that does not end', mediaType: 'text/event-stream' } },
    refusals: ['not-found', 'search-unavailable'],
  }),
  blockSeat: operation<{ params: SeatParams; body: BlockSeatBody }>({
    method: 'put',
    path: '/flights/{id}/seats/{seat}',
    tag,
    summary: 'Take a free seat out of sale, or put it back',
    caller: 'admin',
    params: Joi.object<SeatParams, true>({ id: identifier.required(), seat: seatNumber.required() }),
    body: Joi.object<BlockSeatBody, true>({ state: Joi.string().valid('blocked', 'available').required() }),
    bodyExample: { state: 'blocked' },
    answers: {
      200: {
        description: 'The seat as it is now',
        schema: Joi.object({
          flightId: text.required(),
          seat: seatNumber.required(),
          state: seatState.required(),
        }),
        example: { flightId: 'BA117-LHR-20270115', seat: '31B', state: 'blocked' },
      },
    },
    refusals: ['not-found', 'seat-unavailable', 'flight-cancelled', 'search-unavailable', 'outcome-unknown'],
  }),
};
