import type { Cabin } from '../../domain/flight/cabin.js';
import type { AircraftType } from '../../domain/search/catalogue.js';
import { cabinsOf, seatsOf } from '../../domain/flight/seat-layout.js';
import { Cursors, pageOf, type Page, type PageRequest } from '../shared/page.js';
import type { ReferenceData } from './shared/reference-data.js';

export interface AircraftView {
  readonly code: string;
  readonly name: string;
  readonly seats: number;
  readonly cabins: readonly { readonly cabin: Cabin; readonly seats: number }[];
}

/** Lists the aircraft types by code. */
export class ListAircraft {
  constructor(private readonly reference: ReferenceData) {}

  async execute({ limit, cursor }: PageRequest): Promise<Page<AircraftView>> {
    const cursors = new Cursors<[string]>(['aircraft'], ['id']);
    const after = cursor === undefined ? '' : cursors.decode(cursor)[0];
    const { aircraft } = await this.reference.names();
    const rest = [...aircraft.values()]
      .filter(({ code }) => code > after)
      .sort((a, b) => (a.code < b.code ? -1 : 1));
    return pageOf(rest, limit, ({ code }) => cursors.encode([code]), aircraftView);
  }
}

export function aircraftView({ code, name, sections }: AircraftType): AircraftView {
  const seats = seatsOf(sections);
  const cabins = cabinsOf(sections).map((cabin) => {
    return { cabin, seats: seats.filter((seat) => seat.cabin === cabin).length };
  });
  return { code, name, seats: seats.length, cabins };
}
