import type { LocalTimes } from '../../../application/search/ports.js';
import { HOUR, MINUTE } from '../../../domain/shared/instant.js';
import { numberIn } from './codes.js';

/** The years that rows may be of: OpenFlights has no dates of its offsets, and countries change theirs. */
const YEARS = { first: 2010, last: 2026 };

/** Offsets from UTC, in minutes. */
interface Offsets {
  /** The offsets of standard time. */
  readonly standard: ReadonlySet<number>;
  readonly summer: ReadonlySet<number>;
}

/** Compares time zones with the offsets of rows. */
export class ZoneOffsets {
  private readonly known = new Map<string, Offsets>();

  constructor(private readonly localTimes: Pick<LocalTimes, 'toLocal'>) {}

  /** Whether one of the offsets has been the zone's standard time, which rows should have. */
  isStandard(zone: string, offsets: readonly number[]): boolean {
    const { standard } = this.of(zone);
    return offsets.some((offset) => standard.has(offset));
  }

  /** Whether the zone has had one of the offsets, in winter or in summer. */
  haveShown(zone: string, offsets: readonly number[]): boolean {
    const { summer } = this.of(zone);
    return this.isStandard(zone, offsets) || offsets.some((offset) => summer.has(offset));
  }

  private of(zone: string): Offsets {
    const known = this.known.get(zone) ?? this.offsetsOf(zone);
    this.known.set(zone, known);
    return known;
  }

  private offsetsOf(zone: string): Offsets {
    const [standard, summer] = [new Set<number>(), new Set<number>()];
    for (let year = YEARS.first; year <= YEARS.last; year += 1) {
      const inYear = [0, 6].map((month) => {
        const at = Date.UTC(year, month, 1, 12);
        return (Date.parse(`${this.localTimes.toLocal(at, zone)}Z`) - at) / MINUTE;
      });
      standard.add(Math.min(...inYear));
      summer.add(Math.max(...inYear));
    }
    return { standard, summer };
  }
}

/**
 * The possible meanings of a row's offset from UTC, in minutes: decimal hours, or, in some rows, hours and minutes
 * separated by a dot (`5.45` of Nepal). Empty if it is unknown.
 */
export function offsetsIn(field: string | undefined): number[] {
  const hours = numberIn(field);
  if (Number.isNaN(hours)) return [];
  const whole = Math.trunc(hours);
  return [Math.round((hours * HOUR) / MINUTE), whole * 60 + Math.round((hours - whole) * 100)];
}
