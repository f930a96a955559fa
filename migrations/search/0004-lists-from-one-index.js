import { addIndex, dropIndex } from '../indexes.js';

/**
 * The order of a list of flights, then the columns of its filters: the server reads only the rows of the page. It begins
 * with the columns of `flight_by_day`, so that earlier versions use it instead. `status` is left out, because MySQL sorts
 * again when an index has sixteen columns.
 */
const LIST = [
  'origin, destination, departure_day, departs_at, id, airline, departure_offset',
  'first_price, business_price, premium_economy_price, economy_price',
  'first_left, business_left, premium_economy_left, economy_left',
].join(', ');

/** One index finds, filters and orders the flights of a route on a day. */
export class ListsFromOneIndex1764500000004 {
  name = 'ListsFromOneIndex1764500000004';

  /** @param {import('typeorm').QueryRunner} runner */
  async up(runner) {
    await addIndex(runner, 'flight', 'flight_by_departure', LIST);
    await dropIndex(runner, 'flight', 'flight_by_day');
  }

  /** @param {import('typeorm').QueryRunner} runner */
  async down(runner) {
    await addIndex(runner, 'flight', 'flight_by_day', 'origin, destination, departure_day');
    await dropIndex(runner, 'flight', 'flight_by_departure');
  }
}
