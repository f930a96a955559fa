import { CABINS } from '../../../domain/flight/cabin.js';
import type { FlightFilter, FlightList, FlightPosition } from '../../../domain/search/flight-search.js';
import type { Instant } from '../../../domain/shared/instant.js';
import { sqlMoment } from '../connection/json-rows.js';
import { CABIN_COLUMNS } from './flight-rows.js';

/** Stands for a missing price. It is higher than any price, so that LEAST ignores it. */
export const NO_PRICE = 4_294_967_295;

/** Each pair of airports is a range of the index on origin, destination and day. */
export const ON_ROUTE = 'f.origin IN (?) AND f.destination IN (?)';

/** An SQL expression, and the values of its `?`. */
interface Piece {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/**
 * The end of a SELECT from `flight f` for the requested part of a list: conditions, order and limit, exactly as
 * `partOf` of the domain. The columns of the conditions, except `status`, are in the index `flight_by_departure`: the
 * server evaluates them there, and reads only the rows of the part.
 */
export function partOfList({ filter, sort, order, after, limit }: FlightList, now: Instant): Piece {
  const price = priceFor(filter);
  const value = {
    departure: piece('f.departs_at'),
    duration: piece('ROUND(TIMESTAMPDIFF(MICROSECOND, f.departs_at, f.arrives_at) / 60000000)'),
    price,
  }[sort];
  const conditions = [
    piece('f.departs_at > ?', sqlMoment(now)),
    ...filterConditions(filter, price),
    ...(after === null ? [] : [isAfter(value, sort === 'departure' ? momentOf(after) : after, order)]),
  ];
  const direction = order === 'asc' ? '' : ' DESC';
  return joined`${all(conditions)} ORDER BY ${value}${piece(direction)}, f.id LIMIT ${piece('?', limit)}`;
}

/** A fare counts if its cabin is wanted and has enough seats; a cancelled flight has none. */
function priceFor({ cabin, passengers }: FlightFilter): Piece {
  const prices = (cabin === undefined ? CABINS : [cabin]).map((wanted) => {
    const column = CABIN_COLUMNS[wanted];
    const price = `COALESCE(f.${column}_price, ${NO_PRICE})`;
    if (passengers === undefined) return piece(price);
    return piece(`IF(f.${column}_left >= ?, ${price}, ${NO_PRICE})`, passengers);
  });
  const [only] = prices;
  return prices.length === 1 && only !== undefined ? only : joined`LEAST(${list(prices, ', ')})`;
}

function filterConditions(filter: FlightFilter, price: Piece): Piece[] {
  const { passengers, airline, minPrice, maxPrice, departAfter, departBefore } = filter;
  const leaves = "DATE_FORMAT(f.departs_at + INTERVAL f.departure_offset MINUTE, '%H:%i')";
  return [
    joined`${price} < ${piece(String(NO_PRICE))}`,
    ...(passengers === undefined ? [] : [piece("f.status = 'scheduled'")]),
    ...(airline === undefined ? [] : [piece('f.airline = ?', airline)]),
    ...(minPrice === undefined ? [] : [joined`${price} >= ${piece('?', minPrice)}`]),
    ...(maxPrice === undefined ? [] : [joined`${price} <= ${piece('?', maxPrice)}`]),
    ...(departAfter === undefined ? [] : [piece(`${leaves} >= ?`, departAfter)]),
    ...(departBefore === undefined ? [] : [piece(`${leaves} <= ?`, departBefore)]),
  ];
}

/** The first condition alone lets the server begin at the position. */
function isAfter(value: Piece, { value: last, id }: Position, order: FlightList['order']): Piece {
  const [atLeast, beyond] = order === 'asc' ? ['>=', '>'] : ['<=', '<'];
  const at = piece('?', last);
  return joined`${value} ${piece(atLeast)} ${at} AND (${value} ${piece(beyond)} ${at} OR f.id > ${piece('?', id)})`;
}

interface Position {
  readonly value: number | string;
  readonly id: string;
}

function momentOf({ value, id }: FlightPosition): Position {
  return { value: sqlMoment(value), id };
}

function piece(sql: string, ...values: (string | number)[]): Piece {
  return { sql, values };
}

function all(conditions: readonly Piece[]): Piece {
  return list(conditions, ' AND ');
}

function list(pieces: readonly Piece[], separator: string): Piece {
  return {
    sql: pieces.map(({ sql }) => sql).join(separator),
    values: pieces.flatMap(({ values }) => values),
  };
}

/** Joins pieces in the order in which they stand in the text. */
function joined(text: TemplateStringsArray, ...pieces: readonly Piece[]): Piece {
  const sql = text.map((part, n) => `${part}${pieces[n]?.sql ?? ''}`).join('');
  return { sql, values: pieces.flatMap(({ values }) => values) };
}
