import type { AircraftType, Airline, Airport } from '../../../domain/catalogue.js';
import { SECOND, type Instant } from '../../../domain/instant.js';
import { notFound } from '../../../domain/refusal.js';
import type { Clock } from '../../clock.js';
import type { CatalogueReads } from '../ports.js';

/** For how long a process trusts the airports, airlines and aircraft it read; another one may add some. */
const REFERENCE_DATA_LIFETIME = 5 * SECOND;

export interface Names {
  readonly airports: ReadonlyMap<string, Airport>;
  readonly airlines: ReadonlyMap<string, Airline>;
  readonly aircraft: ReadonlyMap<string, AircraftType>;
}

/** Airports, airlines and aircraft types: few, read with every answer, hardly ever changed. */
export class ReferenceData {
  private readAt: Instant = -Infinity;
  private reading: Promise<Names> | null = null;

  constructor(
    private readonly reads: CatalogueReads,
    private readonly clock: Clock,
  ) {}

  /** All of them by code, at most REFERENCE_DATA_LIFETIME old. */
  async names(): Promise<Names> {
    const now = this.clock.now();
    // Read later than now was what was read before the clock was set back.
    const isFresh = this.readAt <= now && now < this.readAt + REFERENCE_DATA_LIFETIME;
    if (this.reading === null || !isFresh) {
      this.readAt = now;
      this.reading = this.read().catch((error: unknown) => {
        this.reading = null;
        throw error;
      });
    }
    return await this.reading;
  }

  /** Forgets what was read, after a change by this process. */
  forget(): void {
    this.reading = null;
  }

  /** Throws Refusal `not-found` for an airport that nobody knows. */
  async airport(code: string): Promise<Airport> {
    const airport = (await this.names()).airports.get(code);
    if (airport === undefined) throw notFound('airport');
    return airport;
  }

  private async read(): Promise<Names> {
    const [airports, airlines, aircraft] = await Promise.all([
      this.reads.airports(),
      this.reads.airlines(),
      this.reads.aircraft(),
    ]);
    return { airports: byCode(airports), airlines: byCode(airlines), aircraft: byCode(aircraft) };
  }
}

function byCode<T extends { readonly code: string }>(things: readonly T[]): ReadonlyMap<string, T> {
  return new Map(things.map((thing) => [thing.code, thing]));
}
