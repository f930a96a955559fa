import type { SeatMapView } from './views/seat-map-view.js';
import type { SeatMaps } from './shared/seat-maps.js';

/** Shows which seats of a flight can be had: the truth at the moment of reading, not a copy. */
export class ViewSeatMap {
  constructor(private readonly maps: SeatMaps) {}

  async execute({ flightId }: { readonly flightId: string }): Promise<SeatMapView> {
    return await this.maps.find(flightId);
  }
}
