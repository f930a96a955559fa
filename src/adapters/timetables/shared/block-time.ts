/** Minutes for taxiing, climbing and landing, whatever the distance. */
const ON_THE_GROUND = 35;

/** Kilometres an hour in cruise: jets at about Mach 0.80, turboprops as their makers say. */
const CRUISE = { jet: 850, turboprop: 510 };

const STEP = 5;

/** From gate to gate, in minutes, in steps of five as timetables have them: a rule of thumb for unknown times. */
export function blockMinutes(distanceKm: number, engine: keyof typeof CRUISE): number {
  return Math.ceil((ON_THE_GROUND + (distanceKm / CRUISE[engine]) * 60) / STEP) * STEP;
}
