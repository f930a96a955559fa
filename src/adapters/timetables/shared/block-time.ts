/** Minutes for taxiing, climbing and landing, at any distance. */
const ON_THE_GROUND = 35;

/** Cruising speeds in km/h: of jets about Mach 0.80, of turboprops by their makers. */
const CRUISE = { jet: 850, turboprop: 510 };

const STEP = 5;

/** Estimates the time from gate to gate, in minutes, in steps of five as in timetables. */
export function blockMinutes(distanceKm: number, engine: keyof typeof CRUISE): number {
  return Math.ceil((ON_THE_GROUND + (distanceKm / CRUISE[engine]) * 60) / STEP) * STEP;
}
