import type { FlightsById } from '../../../../domain/booking/booking.js';
import type { FlightFacts } from '../../../../domain/flight/flight.js';
import type { Session } from '../../connection/session.js';
import { findFlights } from '../flight-facts.js';

/** The most flights whose facts are cached, each parsed once per version; beyond it the cache is cleared. */
const CACHED_FLIGHTS_MAX = 5_000;

/** Facts of flights by the version that the database has. */
export class CachedFacts {
  private readonly facts = new Map<string, FlightFacts>();

  /** The facts of the flights in these versions; reads those that are not cached. */
  async find(session: Session, versions: ReadonlyMap<string, number>): Promise<FlightsById> {
    const found = new Map<string, FlightFacts>();
    for (const [id, version] of versions) {
      const facts = this.facts.get(id);
      if (facts?.version === version) found.set(id, facts);
    }
    const missing = [...versions.keys()].filter((id) => !found.has(id));
    if (missing.length === 0) return found;

    if (this.facts.size + missing.length > CACHED_FLIGHTS_MAX) this.facts.clear();
    for (const [id, facts] of await findFlights(session, missing)) {
      found.set(id, facts);
      this.facts.set(id, facts);
    }
    return found;
  }
}
