import Joi from 'joi';
import type { AircraftLayout, LayoutSection } from '../../../domain/flight/aircraft-layout.js';
import { cabin, seatNumber } from './common-schemas.js';
import { named } from './named-schema.js';
import type { Wire } from './wire.js';

const row = Joi.number().integer().min(1).max(999).example(12);

const layoutSection = named(
  'LayoutSection',
  Joi.object<Wire<LayoutSection>, true>({
    cabin: cabin.required(),
    firstRow: row.description('The first row of the section, from 1.').example(31).required(),
    lastRow: row.description('The last row of the section, from 1.').example(47).required(),
    columns: Joi.string()
      .description('The seat letters from left to right, with a hyphen for each aisle.')
      .example('ABC-DEFG-HJK')
      .required(),
  }).description('Consecutive rows of one cabin with the same columns.'),
);

const wings = named(
  'Wings',
  Joi.object({
    firstRow: row.description('The first row beside the wings, from 1.').required(),
    lastRow: row.description('The last row beside the wings, from 1.').example(20).required(),
  }).description(
    'The rows beside the wings: an estimate from the number of rows and the places of the emergency exits.',
  ),
);

export const aircraftLayout = named(
  'AircraftLayout',
  Joi.object<Wire<AircraftLayout>, true>({
    sections: Joi.array()
      .items(layoutSection)
      .description(
        'The sections from the front to the back. No row is in two sections, and a row number that the aircraft skips ' +
          'is in none.',
      )
      .required(),
    exitRows: Joi.array()
      .items(row.description('A row number, from 1.'))
      .description('The rows beside an emergency exit, in order.')
      .example([12])
      .required(),
    wings: wings.required(),
    missing: Joi.array()
      .items(seatNumber)
      .description(
        'Seats that rows and columns of a section make but the aircraft lacks. All others are exactly its seats.',
      )
      .example(['47B'])
      .required(),
  }).description(
    'How the aircraft is built, for drawing it. It does not change with the states of the seats.',
  ),
);
