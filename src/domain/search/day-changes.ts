import type { AirportNumbers, DayFlights, Departure } from './day-timetable.js';
import type { Instant } from '../shared/instant.js';

/** The initial capacity in flights; doubled whenever it is used up. */
const FIRST_ROOM = 64;
const BYTES_PER_ID = 24;

/**
 * The new, changed and removed flights of a day, each at most once. They are stored in arrays, because a day of the
 * world's flights as objects would be several times as large.
 */
export class DayChanges implements DayFlights {
  readonly gone: string[] = [];
  origins = new Uint16Array(FIRST_ROOM);
  destinations = new Uint16Array(FIRST_ROOM);
  departs = new Int32Array(FIRST_ROOM);
  lasts = new Int32Array(FIRST_ROOM);
  idEnds = new Uint32Array(FIRST_ROOM);
  ids = new Uint8Array(FIRST_ROOM * BYTES_PER_ID);
  private flights = 0;
  private bytes = 0;

  constructor(
    /** The day's midnight in UTC. */
    public midnight: Instant,
    private readonly airports: AirportNumbers,
  ) {}

  /** Empties it for another day. It keeps its arrays, so that loading many days creates no garbage. */
  clear(midnight: Instant): void {
    this.midnight = midnight;
    this.flights = 0;
    this.bytes = 0;
    this.gone.length = 0;
  }

  /** The number of departing flights. */
  get count(): number {
    return this.flights;
  }

  /** The length of all their ids, in bytes. */
  get idBytes(): number {
    return this.bytes;
  }

  /** Adds a new or changed departure. */
  leaves({ id, origin, destination, departsAt, arrivesAt }: Departure): void {
    const flight = this.flights;
    if (flight === this.departs.length) this.makeRoom();
    if (this.bytes + id.length > this.ids.length) this.ids = enlarged(this.ids, id.length);
    this.origins[flight] = this.airports.of(origin);
    this.destinations[flight] = this.airports.of(destination);
    this.departs[flight] = departsAt - this.midnight;
    this.lasts[flight] = arrivesAt - departsAt;
    for (let index = 0; index < id.length; index += 1) this.ids[this.bytes + index] = id.charCodeAt(index);
    this.bytes += id.length;
    this.idEnds[flight] = this.bytes;
    this.flights += 1;
  }

  /** Adds a flight that no longer departs on the day. */
  isGone(id: string): void {
    this.gone.push(id);
  }

  /** The ids of all changed flights. */
  changedIds(): Set<string> {
    const leaving = Array.from({ length: this.flights }, (_, flight) =>
      String.fromCharCode(...this.ids.subarray(this.idEnds[flight - 1] ?? 0, this.idEnds[flight])),
    );
    return new Set([...leaving, ...this.gone]);
  }

  private makeRoom(): void {
    this.origins = enlarged(this.origins);
    this.destinations = enlarged(this.destinations);
    this.departs = enlarged(this.departs);
    this.lasts = enlarged(this.lasts);
    this.idEnds = enlarged(this.idEnds);
  }
}

type Numbers =
  Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

function enlarged<T extends Numbers>(array: T, atLeast = 0): T {
  const larger = new (array.constructor as new (length: number) => T)(2 * array.length + atLeast);
  larger.set(array);
  return larger;
}
