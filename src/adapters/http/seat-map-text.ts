import type { SeatMapView } from '../../application/booking/views/seat-map-view.js';

/** The text of each map that is still in use. Maps are never changed, and each change makes another one. */
const texts = new WeakMap<SeatMapView, string>();

/** A seat map as JSON, written once for all requests and streams that send the same map. */
export function seatMapText(map: SeatMapView): string {
  const known = texts.get(map);
  if (known !== undefined) return known;
  const text = JSON.stringify(map);
  texts.set(map, text);
  return text;
}
