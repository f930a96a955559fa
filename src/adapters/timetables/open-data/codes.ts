/** IATA codes as this service takes them. */
export const AIRPORT_CODE = /^[A-Z]{3}$/;
export const AIRLINE_CODE = /^[A-Z0-9]{2}$/;

/** What OpenFlights writes for what it does not know. */
const UNKNOWN = String.raw`\N`;

/** Anything but what cannot be printed; as long as the service lets names be. */
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]{1,100}$/u;

/** The name without spaces around it; null when it is unknown or cannot be printed. */
export function nameIn(field: string | undefined): string | null {
  const name = field?.trim() ?? '';
  return name !== UNKNOWN && PRINTABLE.test(name) ? name : null;
}

const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** The number of a field; NaN for anything else, an empty field too. */
export function numberIn(field: string | undefined): number {
  return field !== undefined && DECIMAL.test(field) ? Number(field) : NaN;
}
