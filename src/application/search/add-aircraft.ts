import type { AircraftType } from '../../domain/search/catalogue.js';
import { Refusal, type InputError } from '../../domain/shared/refusal.js';
import { layoutFaults, seatsOf } from '../../domain/flight/seat-layout.js';
import { aircraftView, type AircraftView } from './list-aircraft.js';
import type { CatalogueUnits } from './ports.js';
import type { ReferenceData } from './shared/reference-data.js';

/** The largest airliner, the A380, is certified for 853 passengers. */
const SEATS_MAX = 853;

/** Adds an aircraft type with its seats. Throws Refusal `aircraft-exists`, or `validation-failed` for its layout. */
export class AddAircraft {
  constructor(
    private readonly units: CatalogueUnits,
    private readonly reference: ReferenceData,
  ) {}

  async execute(aircraft: AircraftType): Promise<AircraftView> {
    rejectImpossibleLayout(aircraft);
    if (!(await this.units.run((stores) => stores.insertAircraft(aircraft)))) {
      throw new Refusal(
        'aircraft-exists',
        `The aircraft type ${aircraft.code} already exists. Choose another code.`,
      );
    }
    this.reference.invalidate();
    return aircraftView(aircraft);
  }
}

function rejectImpossibleLayout({ sections }: AircraftType): void {
  const errors: InputError[] = [];
  for (const [index, { firstRow, lastRow }] of sections.entries()) {
    if (lastRow < firstRow)
      errors.push({
        pointer: `/sections/${index}/lastRow`,
        detail: 'The last row must not be before the first.',
      });
  }
  for (const { section, detail } of layoutFaults(sections))
    errors.push({ pointer: `/sections/${section}`, detail });
  const seats = seatsOf(sections).map(({ seat }) => seat);
  if (seats.length < 1 || seats.length > SEATS_MAX) {
    errors.push({
      pointer: '/sections',
      detail: `An aircraft must have 1 to ${SEATS_MAX} seats; this one has ${seats.length}.`,
    });
  }
  if (errors.length > 0) {
    throw new Refusal(
      'validation-failed',
      'The aircraft type is not valid. Fix the problems listed in `errors`.',
      {
        errors,
      },
    );
  }
}
