import Joi from 'joi';
import type { CabinSection } from '../../../domain/flight/seat-layout.js';
import { cabin, seatNumber } from './common-schemas.js';
import { named } from './named-schema.js';
import type { Wire } from './wire.js';

const ROWS_MAX = 200;

const row = Joi.number().integer().min(1).max(ROWS_MAX);
const rows = Joi.array()
  .items(row.description(`A row number, from 1 to ${ROWS_MAX}.`).example(12))
  .max(ROWS_MAX)
  .unique();

const COLUMNS = 'different seat letters except I, with a hyphen for each aisle, such as ABC-DEF';

/** Each letter names one column. The check is code, because a regular expression for it takes quadratic time. */
const columns = Joi.string()
  .max(20)
  .pattern(/^[A-HJ-Z]+(-[A-HJ-Z]+){0,3}$/, COLUMNS)
  .custom((text: string, helpers) => {
    const letters = text.replaceAll('-', '');
    const isDistinct = new Set(letters).size === letters.length;
    return isDistinct ? text : helpers.error('string.pattern.name', { name: COLUMNS });
  });

export const cabinSection = named(
  'CabinSection',
  Joi.object<Wire<CabinSection>, true>({
    cabin: cabin.required(),
    firstRow: row.description(`The first row of the section, from 1 to ${ROWS_MAX}.`).example(3).required(),
    lastRow: row.description(`The last row of the section, from 1 to ${ROWS_MAX}.`).example(26).required(),
    columns: columns
      .description(
        'The seat letters from left to right, with a hyphen for each aisle; at most 20 characters and 3 aisles. The ' +
          'letter `I` is not used.',
      )
      .example('AC-DF')
      .required(),
    skippedRows: rows
      .description('Row numbers of the section that the aircraft does not have.')
      .example([13]),
    exitRows: rows.description('Rows beside an emergency exit, where only adults may sit.').example([12]),
    extraLegroomRows: rows.description('Rows with extra legroom.').example([12]),
    missing: Joi.array()
      .items(seatNumber)
      .max(ROWS_MAX)
      .unique()
      .description('Seats that the aircraft lacks although `columns` has them.')
      .example(['26D']),
  }).description('Rows of one cabin that have the same seats. A row belongs to one section.'),
);
