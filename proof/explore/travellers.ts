import type { SeatRequest } from '../../src/domain/booking/seat-picking.js';
import type { Passenger } from '../../src/domain/booking/booking.js';
import { happens, oneOf, someOf, type Choices } from './choices.js';
import type { Faults } from './faults.js';
import { PAYMENT_METHODS } from './gateway.js';
import type { History } from './history.js';
import type { CallOutcome, Network } from './network.js';
import { perform, type Answer, type TravellerRequest } from './requests.js';
import type { Owner, Scheduler } from './scheduler.js';
import type { FlightOnSale } from './timetable.js';

/** The surroundings of a traveller. */
export interface Scene {
  readonly choices: Choices;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly network: Network;
  readonly history: History;
  readonly flights: readonly FlightOnSale[];
  /** Whether the travellers are to stop. */
  readonly isOver: () => boolean;
}

/** How often a request is sent, and the longest pause before a retry in milliseconds. */
const SENDS_MAX = 4;
const PAUSE_MAX = 1_500;

/** Refusals after which a client repeats the request. */
const RETRIED_CODES: ReadonlySet<string> = new Set([
  'outcome-unknown',
  'request-in-progress',
  'overloaded',
  'database-unavailable',
  'search-unavailable',
]);

const PEOPLE: readonly Passenger[] = [
  { givenName: 'Ada', familyName: 'Byron', type: 'adult' },
  { givenName: 'Max', familyName: 'Born', type: 'adult' },
  { familyName: 'Born', type: 'child' },
];

interface Itinerary {
  readonly flights: readonly SeatRequest[];
  readonly passengers: readonly Passenger[];
}

/** A traveller who holds, extends, pays, changes, cancels and views bookings, and repeats failed requests with the same key. */
export class Traveller implements Owner {
  readonly alive = true;
  private readonly bookingIds: string[] = [];
  private readonly sent: TravellerRequest[] = [];
  /** The last itinerary requested for each booking. */
  private readonly changes = new Map<string, Itinerary>();

  constructor(
    readonly name: string,
    private readonly scene: Scene,
  ) {}

  /** Sends one request after the other until the world is over. */
  async live(): Promise<void> {
    const { scheduler, choices } = this.scene;
    while (!this.scene.isOver()) {
      // Bursts of requests alternate with long pauses.
      await scheduler.sleep(this, choices.below(happens(choices, 4) ? 9_000 : 40));
      if (!this.scene.isOver()) await this.send(this.nextRequest());
    }
  }

  /** Sends the request up to SENDS_MAX times until it gets a final response; returns the last outcome. */
  async send(request: TravellerRequest): Promise<CallOutcome<Answer>> {
    const { scheduler, choices, faults } = this.scene;
    this.sent.push(request);
    for (let sending = 1; ; sending += 1) {
      const copies = faults.strikes('requestDoubled') ? 2 : 1;
      const all = await Promise.all(Array.from({ length: copies }, () => this.exchange(request)));
      const outcome = all.find(({ kind }) => kind === 'answered') ?? all[0] ?? { kind: 'nothing' };
      const isOpen =
        outcome.kind === 'nothing' || (outcome.kind === 'refused' && RETRIED_CODES.has(outcome.refusal.code));
      if (!isOpen || sending === SENDS_MAX || happens(choices, 6)) return outcome;
      await scheduler.sleep(this, choices.below(PAUSE_MAX));
    }
  }

  private async exchange(request: TravellerRequest): Promise<CallOutcome<Answer>> {
    const { network, history } = this.scene;
    const exchange = history.sent(request);
    const outcome = await network.call<Answer>({
      caller: this,
      what: request.do,
      detail: request,
      server: null,
      work: (useCases) => perform(useCases, request),
      ended: () => history.ended(exchange),
    });
    history.record(exchange, outcome);
    if (outcome.kind === 'answered') this.rememberBooking(outcome.answer);
    return outcome;
  }

  private rememberBooking({ booking }: Answer): void {
    if (booking !== null && !this.bookingIds.includes(booking.id)) this.bookingIds.push(booking.id);
  }

  private nextRequest(): TravellerRequest {
    const { choices, history } = this.scene;
    const earlier = this.sent.at(-1 - choices.below(6));
    if (earlier !== undefined && happens(choices, 12)) return earlier;
    // Recent bookings are the ones most likely to be still held or confirmed.
    const recent = this.bookingIds.slice(-4);
    if (recent.length === 0 || happens(choices, 3)) return this.newHold();
    const common = { travellerId: this.name, key: history.newKey(), bookingId: oneOf(choices, recent) };
    switch (choices.below(9)) {
      case 0:
        return { do: 'cancel', ...common };
      case 1:
      case 2:
        return { do: 'change', ...common, ...this.change(common.bookingId) };
      case 3:
        return { do: 'quote', ...common, ...this.itinerary() };
      case 4:
        return { do: 'view', ...common };
      case 5:
        return { do: 'extend', ...common };
      default:
        return { do: 'pay', ...common, method: oneOf(choices, PAYMENT_METHODS) };
    }
  }

  private newHold(): TravellerRequest {
    return { do: 'hold', travellerId: this.name, key: this.scene.history.newKey(), ...this.itinerary() };
  }

  /** In half of the cases the last itinerary with a changed name, otherwise a new one. */
  private change(bookingId: string): Itinerary {
    const { choices } = this.scene;
    const last = this.changes.get(bookingId);
    const next = last !== undefined && happens(choices, 2) ? renamed(last) : this.itinerary();
    this.changes.set(bookingId, next);
    return next;
  }

  private itinerary(): Itinerary {
    const { choices, flights } = this.scene;
    const passengers = PEOPLE.slice(0, 1 + choices.below(happens(choices, 4) ? 3 : 2));
    const wanted = someOf(choices, flights, happens(choices, 3) ? 2 : 1);
    return { flights: wanted.map((flight) => this.seatRequest(flight, passengers.length)), passengers };
  }

  private seatRequest({ flightId, seats }: FlightOnSale, count: number): SeatRequest {
    const { choices } = this.scene;
    if (happens(choices, 4)) return { flightId, cabin: oneOf(choices, ['business', 'economy']) };
    return { flightId, seats: someOf(choices, seats, count) };
  }
}

function renamed({ flights, passengers }: Itinerary): Itinerary {
  const [first, ...rest] = passengers;
  if (first === undefined) return { flights, passengers };
  const familyName = first.familyName.endsWith('s') ? first.familyName.slice(0, -1) : `${first.familyName}s`;
  return { flights, passengers: [{ ...first, familyName }, ...rest] };
}
