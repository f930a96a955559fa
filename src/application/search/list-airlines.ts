import type { Airline } from '../../domain/search/catalogue.js';
import { Cursors, pageOf, type Page, type PageRequest } from '../shared/page.js';
import type { ReferenceData } from './shared/reference-data.js';

/** Lists the airlines by code. */
export class ListAirlines {
  constructor(private readonly reference: ReferenceData) {}

  async execute({ limit, cursor }: PageRequest): Promise<Page<Airline>> {
    const cursors = new Cursors<[string]>(['airlines'], ['id']);
    const after = cursor === undefined ? '' : cursors.decode(cursor)[0];
    const { airlines } = await this.reference.names();
    const rest = [...airlines.values()]
      .filter(({ code }) => code > after)
      .sort((a, b) => (a.code < b.code ? -1 : 1));
    return pageOf(
      rest,
      limit,
      ({ code }) => cursors.encode([code]),
      ({ code, name }) => ({ code, name }),
    );
  }
}
