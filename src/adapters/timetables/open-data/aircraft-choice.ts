import { capacityOf } from '../../../domain/flight/seat-layout.js';
import type { FleetType } from '../shared/fleet.js';

/** Layouts differ between airlines: a type fits if its capacity differs by up to this share. */
const NEAR_ENOUGH = 0.15;

/** The range of turboprops. */
const FURTHEST_TURBOPROP_KM = 2_000;

/** IATA codes of families, with their members that are in today's data or in the fleet. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  '32S': ['318', '319', '320', '321', '31N', '32A', '32B', '32D', '32N', '32Q'],
  '220': ['221', '223', 'CS1', 'CS3'],
  '330': ['332', '333', '338', '339'],
  '350': ['351', '359'],
  '380': ['388'],
  '737': ['733', '734', '735', '736', '73C', '73E', '738', '73H', '739', '73J', '73G', '73W', '7M8', '7M9'],
  '747': ['744', '748', '74E', '74H'],
  '757': ['752', '753', '75T', '75W'],
  '767': ['762', '763', '764', '76W'],
  '777': ['772', '773', '77L', '77W'],
  '787': ['781', '788', '789', '78X'],
  ATR: ['AT4', 'AT5', 'AT7'],
  BE1: ['BEH', 'BES'],
  CRJ: ['CR1', 'CR2', 'CR7', 'CR9', 'CRA', 'CRK'],
  DH8: ['DH1', 'DH2', 'DH3', 'DH4'],
  EMJ: ['290', '295', 'E70', 'E75', 'E90', 'E95'],
  ERJ: ['ER3', 'ER4', 'ERD'],
};

const FAMILY_OF = new Map(
  Object.entries(FAMILIES).flatMap(([family, members]) =>
    members.map((code): [string, string] => [code, family]),
  ),
);

/** A flight's average number of seats, its distance, and the types that the airline is known to use for it. */
export interface AircraftNeed {
  readonly seats: number;
  readonly distanceKm: number;
  readonly equipment: readonly string[];
}

/** Chooses types from a fleet by their capacities, which are counted once. */
export class AircraftChoice {
  private readonly types: readonly { readonly type: FleetType; readonly capacity: number }[];

  constructor(fleet: readonly FleetType[]) {
    this.types = fleet.map((type) => ({ type, capacity: capacityOf(type.sections) }));
  }

  /**
   * Returns, of the types that fit in capacity, one that the airline is known to use, else one of its family, else the
   * nearest. If none fits, returns the nearest of all; null for more seats than any aircraft has.
   */
  choose({ seats, distanceKm, equipment }: AircraftNeed): FleetType | null {
    const rankOf = rankBy(equipment);
    let best: { type: FleetType; rank: number; difference: number } | null = null;
    let largest = 0;
    for (const { type, capacity } of this.types) {
      largest = Math.max(largest, capacity);
      if (type.engine === 'turboprop' && distanceKm > FURTHEST_TURBOPROP_KM) continue;
      const difference = Math.abs(capacity - seats);
      const rank = difference <= seats * NEAR_ENOUGH ? rankOf(type) : 0;
      const isBetter =
        best === null || rank > best.rank || (rank === best.rank && difference < best.difference);
      if (isBetter) best = { type, rank, difference };
    }
    return seats > largest * (1 + NEAR_ENOUGH) ? null : (best?.type ?? null);
  }
}

/** Ranks types that fit in capacity by the types that the airline is known to use; a higher rank is better. */
function rankBy(equipment: readonly string[]): (type: FleetType) => number {
  const families = new Set(equipment.map(familyOf));
  return ({ code }) => (equipment.includes(code) ? 3 : families.has(familyOf(code)) ? 2 : 1);
}

function familyOf(code: string): string {
  return FAMILY_OF.get(code) ?? code;
}
