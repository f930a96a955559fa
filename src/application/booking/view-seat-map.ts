import type { SeatMapView } from './views/seat-map-view.js';
import type { SeatMaps } from './shared/seat-maps.js';

/** Returns the seat map of a flight as committed at a moment after the call. */
export class ViewSeatMap {
  constructor(private readonly maps: SeatMaps) {}

  async execute({ flightId }: { readonly flightId: string }): Promise<SeatMapView> {
    return await this.maps.find(flightId);
  }
}
