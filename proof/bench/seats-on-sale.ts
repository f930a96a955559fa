import { rowsOf, type RootConnection } from '../stage/root-connection.js';
import { freeSeats, type SeatMap } from '../travellers/seats.js';
import { get } from './requests.js';
import { load } from './load.js';

/** A seat that no client of the bench has requested yet. */
export interface SeatOnSale {
  readonly flightId: string;
  readonly seat: string;
}

interface FlightOnSale {
  readonly flightId: string;
  readonly seats: string[];
}

const DAYS_AHEAD_MIN = 2;

/** The seats of flights that are on sale, each given out once. */
export class SeatsOnSale {
  private readonly byFlight: FlightOnSale[] = [];
  private readonly known = new Map<string, FlightOnSale>();
  private turn = 0;

  /** Reads this many flights and their seat maps. Throws if there are fewer. */
  static async read(root: RootConnection, port: number, flights: number): Promise<SeatsOnSale> {
    const rows = await rowsOf<{ id: string }>(
      root,
      `SELECT id FROM holdfast_search.flight WHERE status = 'scheduled' AND departs_at > NOW() + INTERVAL ? DAY
       ORDER BY MD5(id) LIMIT ?`,
      [DAYS_AHEAD_MIN, flights],
    );
    if (rows.length < flights)
      throw new Error(`only ${rows.length} flights are on sale: ${flights} are needed`);
    const ids = rows.map(({ id }) => id);
    const onSale = new SeatsOnSale();
    const asked: string[] = [];
    await load({
      port,
      clients: 4,
      duration: 600_000,
      next: (client) => {
        const flightId = ids.pop();
        if (flightId === undefined) return null;
        asked[client] = flightId;
        return get(`/flights/${flightId}/seats`);
      },
      onResponse: ({ status, body }, client) => {
        if (status !== 200) throw new Error(`a seat map has status ${status}`);
        const seats = freeSeats(JSON.parse(body) as SeatMap).reverse();
        onSale.add({ flightId: asked[client] ?? '', seats });
      },
    });
    return onSale;
  }

  private add(flight: FlightOnSale): void {
    this.byFlight.push(flight);
    this.known.set(flight.flightId, flight);
  }

  /** Takes back a seat that was given out and not sold. */
  giveBack({ flightId, seat }: SeatOnSale): void {
    this.known.get(flightId)?.seats.push(seat);
  }

  /** One seat of each flight. */
  firstOfEach(): SeatOnSale[] {
    return this.byFlight.flatMap(({ flightId, seats }) => {
      const seat = seats.pop();
      return seat === undefined ? [] : [{ flightId, seat }];
    });
  }

  /** A seat of the next flight in turn; null if all are given out. */
  spread(): SeatOnSale | null {
    let tried = 0;
    while (tried < this.byFlight.length) {
      tried += 1;
      this.turn = (this.turn + 1) % this.byFlight.length;
      const { flightId = '', seats = [] } = this.byFlight[this.turn] ?? {};
      const seat = seats.pop();
      if (seat !== undefined) return { flightId, seat };
    }
    return null;
  }

  /** A seat of one flight until it is sold out, then of the next one; null if all are given out. */
  hot(): SeatOnSale | null {
    for (let last = this.byFlight.at(-1); last !== undefined; last = this.byFlight.at(-1)) {
      const seat = last.seats.pop();
      if (seat !== undefined) return { flightId: last.flightId, seat };
      this.byFlight.pop();
    }
    return null;
  }
}
