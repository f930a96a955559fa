import { notFound } from '../../../domain/shared/refusal.js';
import type { BookingReads, FlightCatalogue } from '../ports.js';
import { seatMapView, untouchedMap, type SeatMapView } from '../views/seat-map-view.js';

/** The seat maps of all flights, including those that booking has not stored. Reading one writes nothing. */
export class SeatMaps {
  constructor(
    private readonly reads: BookingReads,
    private readonly catalogue: FlightCatalogue,
  ) {}

  /** Throws Refusal `not-found`, or `search-unavailable` for a flight not stored yet while search does not respond. */
  async find(flightId: string): Promise<SeatMapView> {
    const stored = await this.reads.seatMap(flightId);
    if (stored !== null) return seatMapView(stored);
    const facts = await this.catalogue.find(flightId);
    if (facts === null) throw notFound('flight');
    return seatMapView(untouchedMap(facts, await this.reads.now()));
  }
}
