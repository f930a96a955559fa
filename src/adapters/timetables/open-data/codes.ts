/** IATA codes that this service accepts. */
export const AIRPORT_CODE = /^[A-Z]{3}$/;
export const AIRLINE_CODE = /^[A-Z0-9]{2}$/;

/** OpenFlights' mark for an unknown value. */
const UNKNOWN = String.raw`\N`;

/** Printable text, up to the service's maximum length of names. */
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]{1,100}$/u;

/** The name without surrounding spaces; null if it is unknown, too long or cannot be printed. */
export function nameIn(field: string | undefined): string | null {
  const name = field?.trim() ?? '';
  return name !== UNKNOWN && PRINTABLE.test(name) ? name : null;
}

const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** The number in a field; NaN for any other text, also an empty one. */
export function numberIn(field: string | undefined): number {
  return field !== undefined && DECIMAL.test(field) ? Number(field) : NaN;
}
