import type { BlockSeat } from '../../application/booking/block-seat.js';
import type { ViewSeatMap } from '../../application/booking/view-seat-map.js';
import type { SeatWatcher, WatchSeats } from '../../application/booking/watch-seats.js';
import type { seatOperations } from './contract/seat-operations.js';
import { JSON_MEDIA_TYPE, type Handlers } from './endpoint.js';
import { EventStream } from './event-stream.js';
import { seatMapText } from './seat-map-text.js';

export interface SeatUseCases {
  readonly viewSeatMap: ViewSeatMap;
  readonly watchSeats: WatchSeats;
  readonly blockSeat: BlockSeat;
}

/** The open event streams, which a stopping process ends. */
export type OpenStreams = Set<EventStream>;

export function seatHandlers(useCases: SeatUseCases, open: OpenStreams): Handlers<typeof seatOperations> {
  return {
    viewSeatMap: async ({ params }) => ({
      status: 200,
      text: seatMapText(await useCases.viewSeatMap.execute({ flightId: params.id })),
      mediaType: JSON_MEDIA_TYPE,
    }),
    watchSeats: async ({ params, lastEventId }) => {
      const stream = new EventStream();
      const stop = await watching(useCases.watchSeats, stream, params.id, lastEventId);
      open.add(stream);
      const stopped = () => {
        open.delete(stream);
        stop();
      };
      return { status: 200, stream: (ctx) => stream.answer(ctx, stopped) };
    },
    blockSeat: async ({ params, body }) => ({
      status: 200,
      json: await useCases.blockSeat.execute({ flightId: params.id, seat: params.seat, state: body.state }),
    }),
  };
}

async function watching(watchSeats: WatchSeats, stream: EventStream, flightId: string, lastEventId?: string) {
  const watcher: SeatWatcher = {
    snapshot: (map) => stream.send('snapshot', map.version, seatMapText(map)),
    seats: (change) => stream.send('seats', change.version, JSON.stringify(change)),
  };
  const lastVersion =
    lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : null;
  try {
    return await watchSeats.execute({ flightId, lastVersion, watcher });
  } catch (error) {
    stream.end();
    throw error;
  }
}
