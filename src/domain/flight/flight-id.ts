/**
 * Names a flight by what no two flights share: its number, where it leaves and on which local day, `BA117-LHR-20270115`.
 * So the same schedule loaded twice is the same flights. A flight that is moved to another day keeps its name.
 */
export function flightIdOf(flightNumber: string, origin: string, localDeparture: string): string {
  return `${flightNumber}-${origin}-${localDeparture.slice(0, 10).replaceAll('-', '')}`;
}
