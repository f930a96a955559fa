/**
 * The id of a flight, made of its number, origin and local day of departure, which no two flights share:
 * `BA117-LHR-20270115`. Loading a schedule twice gives the same ids. A flight that is moved to another day keeps its
 * id.
 */
export function flightIdOf(flightNumber: string, origin: string, localDeparture: string): string {
  return `${flightNumber}-${origin}-${localDeparture.slice(0, 10).replaceAll('-', '')}`;
}
