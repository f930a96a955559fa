import { AIRBUS_WIDE_BODIES } from './fleet/airbus-wide-bodies.js';
import { BOEING_WIDE_BODIES } from './fleet/boeing-wide-bodies.js';
import type { FleetType } from './fleet/layout.js';
import { NARROW_BODIES } from './fleet/narrow-bodies.js';
import { REGIONAL_JETS } from './fleet/regional-jets.js';
import { TURBOPROPS } from './fleet/turboprops.js';

export type { FleetType } from './fleet/layout.js';

/**
 * The aircraft types of all timetables, by IATA code. Each has one layout, which a well-known airline has or had. The
 * front cabin of flights within North America is called first there; here it is sold as business, which has similar
 * prices.
 */
export const FLEET: readonly FleetType[] = [
  ...TURBOPROPS,
  ...REGIONAL_JETS,
  ...NARROW_BODIES,
  ...AIRBUS_WIDE_BODIES,
  ...BOEING_WIDE_BODIES,
];
