import type { BookingView } from '../../src/application/booking/views/booking-view.js';
import type { Instant } from '../../src/domain/shared/instant.js';
import { seatKey } from '../../src/domain/booking/seat.js';
import type { CallOutcome } from './network.js';
import { isKeyed, KEEP, mayRelease, type Answer, type TravellerRequest } from './requests.js';

/** One attempt of a request. */
export interface Exchange {
  readonly request: TravellerRequest;
  readonly sentAt: Instant;
  /** When the process stopped working on it; null while it works. */
  endedAt: Instant | null;
}

/** What the travellers know about one key. */
export interface KeyKnowledge {
  readonly request: TravellerRequest;
  readonly firstSentAt: Instant;
  /** The first response; undefined before. */
  told: unknown;
  /** Whether the request may have taken effect: false if every attempt was rejected for good. */
  mayHaveHappened: boolean;
}

/**
 * The requests and responses of travellers, and the checks that they are consistent, without reading any table.
 * A seat certainly belongs to a booking from the response that shows it until it may be released or lapse.
 */
export class History {
  /** The last view of each booking that a response showed. */
  readonly shown = new Map<string, BookingView>();
  readonly keys = new Map<string, KeyKnowledge>();
  /** The booking that certainly has each seat, and until when. */
  private readonly certain = new Map<string, { readonly bookingId: string; readonly until: Instant }>();
  /** Attempts that may have released seats, by booking. */
  private readonly releases = new Map<string, Exchange[]>();
  private keysMade = 0;
  private readonly cancelledFlights = new Set<string>();

  /** `broken` receives contradictions. */
  constructor(
    private readonly now: () => Instant,
    private readonly broken: (what: string) => void,
  ) {}

  /** Returns an unused key. */
  newKey(): string {
    this.keysMade += 1;
    return `key-${this.keysMade}`;
  }

  sent(request: TravellerRequest): Exchange {
    const sentAt = this.now();
    if (isKeyed(request) && !this.keys.has(request.key)) {
      this.keys.set(request.key, { request, firstSentAt: sentAt, told: undefined, mayHaveHappened: false });
    }
    const exchange: Exchange = { request, sentAt, endedAt: null };
    if (mayRelease(request) && 'bookingId' in request) {
      this.releasesOf(request.bookingId).push(exchange);
      this.dropSeatsOf((bookingId) => bookingId === request.bookingId);
    }
    return exchange;
  }

  /** Records that no process works on the attempt any more. */
  ended(exchange: Exchange): void {
    exchange.endedAt ??= this.now();
  }

  record(exchange: Exchange, outcome: CallOutcome<Answer>): void {
    const { request } = exchange;
    const key = this.keys.get(request.key);
    if (
      outcome.kind === 'nothing' ||
      (outcome.kind === 'refused' && outcome.refusal.code === 'outcome-unknown')
    ) {
      if (key !== undefined) key.mayHaveHappened = true;
    }
    if (outcome.kind !== 'answered') return;
    const { answer } = outcome;
    if (key !== undefined) this.compare(key, answer);
    if (answer.booking !== null) this.show(exchange, answer.booking, answer.isReplay);
  }

  /** The airline is about to cancel the flight, so the seats of its bookings are no longer certain. */
  cancelsFlight(flightId: string): void {
    this.cancelledFlights.add(flightId);
    const withIt = new Set(
      [...this.shown.values()].filter((view) => this.hasCancelledFlight(view)).map(({ id }) => id),
    );
    this.dropSeatsOf((bookingId) => withIt.has(bookingId));
  }

  private compare(key: KeyKnowledge, { told }: Answer): void {
    key.mayHaveHappened = true;
    if (key.told === undefined) key.told = told;
    else if (this.now() < key.firstSentAt + KEEP && JSON.stringify(key.told) !== JSON.stringify(told)) {
      const { key: name, do: what } = key.request;
      this.broken(`key ${name} (${what}) had two responses: ${JSON.stringify([key.told, told])}`);
    }
  }

  private show(exchange: Exchange, view: BookingView, isReplay: boolean): void {
    const last = this.shown.get(view.id);
    if (last === undefined || last.version <= view.version) this.shown.set(view.id, view);
    if (isReplay || this.hasCancelledFlight(view) || this.mayHaveReleased(exchange, view.id)) return;
    const { pendingChange } = view;
    const own = seatsOf(view);
    const wanted = pendingChange === null ? own : seatsOf(pendingChange);
    // The settler may at any time release the seats that a paid change does not keep.
    this.claim(
      own.filter((seat) => wanted.includes(seat)),
      view.id,
      untilOf(view),
    );
    if (pendingChange !== null) this.claim(wanted, view.id, Date.parse(pendingChange.expiresAt));
  }

  private claim(seats: readonly string[], bookingId: string, until: Instant): void {
    const now = this.now();
    if (until <= now) return;
    for (const seat of seats) {
      const other = this.certain.get(seat);
      const isTaken = other !== undefined && other.bookingId !== bookingId && other.until > now;
      if (isTaken) this.broken(`seat ${seat} was given to ${bookingId} while it was ${other.bookingId}'s`);
      const own = other?.bookingId === bookingId ? other.until : 0;
      this.certain.set(seat, { bookingId, until: Math.max(until, own) });
    }
  }

  /** Whether another attempt may have released seats of the booking since this one was sent. */
  private mayHaveReleased(exchange: Exchange, bookingId: string): boolean {
    const { sentAt } = exchange;
    return this.releasesOf(bookingId).some(
      (other) => other !== exchange && (other.endedAt === null || other.endedAt >= sentAt),
    );
  }

  private hasCancelledFlight({ flights, pendingChange }: BookingView): boolean {
    const all = [...flights, ...(pendingChange?.flights ?? [])];
    return all.some(({ flightId }) => this.cancelledFlights.has(flightId));
  }

  private dropSeatsOf(isAffected: (bookingId: string) => boolean): void {
    for (const [key, { bookingId }] of this.certain) if (isAffected(bookingId)) this.certain.delete(key);
  }

  private releasesOf(bookingId: string): Exchange[] {
    const releases = this.releases.get(bookingId) ?? [];
    this.releases.set(bookingId, releases);
    return releases;
  }
}

function seatsOf({ flights }: Pick<BookingView, 'flights'>): string[] {
  return flights.flatMap(({ flightId, seats }) => seats.map(({ seat }) => seatKey({ flightId, seat })));
}

function untilOf({ status, expiresAt }: BookingView): Instant {
  if (status === 'confirmed') return Infinity;
  return status === 'held' && expiresAt !== null ? Date.parse(expiresAt) : 0;
}
