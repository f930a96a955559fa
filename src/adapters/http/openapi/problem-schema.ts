import Joi from 'joi';
import { flightIdentifier, bookingIdentifier, seatNumber } from '../contract/common-schemas.js';
import { money } from '../contract/money-schemas.js';
import { seatFeature } from '../contract/seat-operations.js';
import { named } from '../contract/named-schema.js';
import { PROBLEMS, type ProblemCode } from '../contract/problems.js';
import { referenceTo, type JsonSchema, type SchemaConverter } from './json-schema.js';
import { exampleProblem, GENERAL } from './problem-examples.js';
import { PROBLEM_MEANINGS } from './problem-meanings.js';

const problemCode = named(
  'ProblemCode',
  Joi.string()
    .valid(...Object.keys(PROBLEMS))
    .description(
      'Identifies the kind of a problem. Codes never change their meaning; new ones may be added.',
    ),
);

const inputError = named(
  'InputError',
  Joi.object({
    pointer: Joi.string()
      .allow('')
      .description('Where in the body: a JSON Pointer (RFC 6901). Absent if a parameter is wrong.')
      .example('/passengers/0/familyName'),
    parameter: Joi.string()
      .description('Which query or header parameter. Absent if the body is wrong.')
      .example('date'),
    detail: Joi.string().description('What is wrong with it.').example('is missing').required(),
  })
    .description('One part of a request that is wrong.')
    .example({ pointer: '/passengers/0/familyName', detail: 'is missing' }),
);

const takenSeat = named(
  'TakenSeat',
  Joi.object({
    flightId: flightIdentifier.required(),
    seat: seatNumber.required(),
    bookingId: bookingIdentifier.description(
      'Your own booking that has the seat. Absent if it is not yours.',
    ),
  }).description('A requested seat that is not free.'),
);

const alternative = named(
  'AlternativeSeats',
  Joi.object({
    flightId: flightIdentifier.required(),
    seats: Joi.array()
      .items(seatNumber)
      .description('Free seats, as many as were requested, in the same cabins. They are not held.')
      .example(['32A', '32B'])
      .required(),
    price: money.description('What these seats cost together. It includes everything.').required(),
    features: Joi.array()
      .items(Joi.array().items(seatFeature).description('What is special about the seat.'))
      .description('The features of each seat, in the order of `seats`, as in the seat map.')
      .example([['window'], ['middle']])
      .required(),
  }).description('Seats that could be booked instead on one flight.'),
);

/** The fields of every problem: those of RFC 9457, the code and the id of the request. */
const problem = named(
  'Problem',
  Joi.object({
    type: Joi.string()
      .description('A URI that identifies the kind of problem: `urn:holdfast:problem:` and the code.')
      .example('urn:holdfast:problem:not-found')
      .required(),
    title: Joi.string()
      .description('What kind of problem it is, for people. The same for every problem with this code.')
      .example(PROBLEMS['not-found'].title)
      .required(),
    status: Joi.number()
      .integer()
      .min(400)
      .max(599)
      .description('The HTTP status of the response.')
      .example(404)
      .required(),
    detail: Joi.string()
      .description('What happened and what to do next, for people. Do not parse it.')
      .example('There is no such flight. Check its identifier.')
      .required(),
    instance: Joi.string().description('The path of the request.').example('/flights/none').required(),
    code: problemCode.example('not-found').required(),
    requestId: Joi.string()
      .description('The `X-Request-Id` of the request. Quote it when you report a problem.')
      .example('0199c0de-0000-7000-8000-00000000d001')
      .required(),
  })
    .unknown()
    .description('A rejected or failed request (RFC 9457). `code` says which further fields there are.'),
);

/** The further fields of problems, by code. */
const EXTRAS: Partial<Record<ProblemCode, Readonly<Record<string, Joi.Schema>>>> = {
  'validation-failed': {
    errors: Joi.array()
      .items(inputError)
      .max(20)
      .description('What is wrong, at most 20 entries.')
      .required(),
  },
  'payment-declined': {
    declineCode: Joi.string()
      .description('Why the gateway declined.')
      .example('insufficient_funds')
      .required(),
  },
  'seat-unavailable': {
    seats: Joi.array().items(takenSeat).description('The requested seats that are not free.'),
    alternatives: Joi.array()
      .items(alternative)
      .description('Seats that are free now, for each flight that has enough of them.'),
  },
};

/** Defines `Problem` and a schema for each code. Generated clients distinguish them by `code`. */
export function defineProblems(schemas: SchemaConverter, today: string): void {
  schemas.convert(problem);
  for (const code of Object.keys(PROBLEMS) as ProblemCode[]) {
    schemas.define(problemName(code), () => ({
      description: PROBLEM_MEANINGS[code],
      allOf: [referenceTo('Problem'), ownParts(code, schemas)],
      unevaluatedProperties: false,
      examples: [exampleProblem(code, GENERAL, today)],
    }));
  }
}

/** The schema of a problem with one of these codes, which determines its further fields. */
export function problemSchema(codes: readonly ProblemCode[]): JsonSchema {
  const mapping = Object.fromEntries(
    codes.map((code) => [code, `#/components/schemas/${problemName(code)}`]),
  );
  return {
    type: 'object',
    description: 'A problem with one of the codes that this status may have.',
    properties: {
      code: {
        type: 'string',
        enum: codes,
        description: 'Identifies the problem.',
        examples: codes.slice(0, 1),
      },
    },
    required: ['code'],
    oneOf: codes.map((code) => referenceTo(problemName(code))),
    discriminator: { propertyName: 'code', mapping },
  };
}

function ownParts(code: ProblemCode, schemas: SchemaConverter): JsonSchema {
  const { status } = PROBLEMS[code];
  const extras = EXTRAS[code] ?? {};
  const required = Object.entries(extras).filter(([, schema]) => schema._flags['presence'] === 'required');
  return {
    type: 'object',
    description: 'The fields that are specific to this code.',
    properties: {
      code: { type: 'string', enum: [code], description: PROBLEM_MEANINGS[code], examples: [code] },
      status: { type: 'integer', enum: [status], description: 'The HTTP status.', examples: [status] },
      ...Object.fromEntries(Object.entries(extras).map(([key, schema]) => [key, schemas.convert(schema)])),
    },
    required: ['code', 'status', ...required.map(([key]) => key)],
  };
}

/** `seat-unavailable` → `SeatUnavailableProblem`. */
function problemName(code: ProblemCode): string {
  const words = code.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Problem`;
}
