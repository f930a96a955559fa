import { setTimeout as sleep } from 'node:timers/promises';
import { isTrouble, type Answer, type BookingFacts } from '../history/exchange.js';
import { factsOf } from '../history/reading.js';
import type { FinalAnswers, PaymentFacts, SeatsLeft } from '../verdict/final-answers.js';
import type { HttpClient } from './http-client.js';
import type { Identities } from './identities.js';
import { freeSeats, seatsOn, type SeatMap } from './seats.js';

/** The number of parallel reads, the attempts of each, and the pauses and the time limit of search, in milliseconds. */
const PARALLEL_READS = 16;
const ATTEMPTS = 30;
const PAUSE = 500;
const LAG_MAX = 30_000;

/** How long processing payments may take to settle, in milliseconds: normally ten seconds, longer after faults. */
const SETTLING_MAX = 60_000;

type FoundBooking = BookingFacts & { readonly traveller: string };

/** What to read. */
export interface Inspection {
  readonly travellers: readonly string[];
  /** Bookings with payment requests, with their travellers. */
  readonly paidFor: ReadonlyMap<string, string>;
  readonly flights: readonly string[];
}

/** Reads the final state of everything after a run, and reports its progress from 0 to 1. */
export class Inspector {
  private readonly unseen: string[] = [];

  constructor(
    private readonly client: HttpClient,
    private readonly identities: Identities,
    private readonly progress: (what: string, done: number) => void,
  ) {}

  async inspect({ travellers, paidFor, flights }: Inspection): Promise<FinalAnswers> {
    const payments = new Map<string, PaymentFacts[]>();
    await this.each('payments', [...paidFor], async ([booking, traveller]) => {
      const listed = await this.settledPayments(booking, traveller);
      if (listed !== null) payments.set(booking, listed);
    });
    const bookings = new Map<string, FoundBooking>();
    const shared: FinalAnswers['shared'][number][] = [];
    await this.each('bookings', travellers, async (traveller) => {
      for (const facts of await this.bookingsOf(traveller)) {
        const known = bookings.get(facts.id);
        if (known !== undefined && known.traveller !== traveller) shared.push(known);
        bookings.set(facts.id, { ...facts, traveller });
      }
    });
    const seats = new Map<string, string>();
    const left: SeatsLeft[] = [];
    await this.each('flights', flights, async (flight) => {
      left.push(...(await this.flight(flight, seats)));
    });
    return { bookings, shared, payments, seats, left, unseen: this.unseen };
  }

  private async settledPayments(booking: string, traveller: string): Promise<PaymentFacts[] | null> {
    const deadline = performance.now() + SETTLING_MAX;
    for (;;) {
      const body = await this.read(`/payments?bookingId=${booking}&limit=100`, traveller);
      const listed = (
        body as { data: { id: string; status: string; amount: Money; refunded: Money }[] } | null
      )?.data;
      if (listed === undefined) return null;
      const found = listed.map(({ id, status, amount, refunded }) => {
        return { id, status, amount: amount.amount, refunded: refunded.amount };
      });
      if (found.every(({ status }) => status !== 'processing') || performance.now() > deadline) return found;
      await sleep(PAUSE);
    }
  }

  private async bookingsOf(traveller: string): Promise<BookingFacts[]> {
    const found: BookingFacts[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const at: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const body = (await this.read(`/bookings?limit=100${at}`, traveller)) as Page | null;
      found.push(...(body?.data ?? []).map((booking) => factsOf(booking)));
      cursor = body?.next ?? null;
    }
    return found;
  }

  /** Reads the seat map, and the seat counts of search once they agree or the time limit has passed. */
  private async flight(flight: string, seats: Map<string, string>): Promise<SeatsLeft[]> {
    const deadline = performance.now() + LAG_MAX;
    for (;;) {
      const map = (await this.read(`/flights/${flight}/seats`, null)) as SeatMap | null;
      const shown = (await this.read(`/flights/${flight}`, null)) as Shown | null;
      if (map === null || shown === null) return [];
      const left = leftIn(flight, map, shown);
      if (left.every(({ bySearch, byMap }) => bySearch === byMap) || performance.now() > deadline) {
        for (const { seat, state } of seatsOn(map)) seats.set(`${flight} ${seat}`, state);
        return left;
      }
      await sleep(PAUSE);
    }
  }

  /** Returns the body of a path; on failure returns null and adds the path to `unseen`. */
  private async read(path: string, traveller: string | null): Promise<unknown> {
    let last: Answer | null = null;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const token = traveller === null ? null : await this.identities.tokenOf(traveller);
      last = await this.client.ask({ traveller: traveller ?? 'anonymous', method: 'GET', path }, token);
      if (last.status === 200) return last.body;
      if (!isTrouble(last.status)) break;
      await sleep(PAUSE);
    }
    this.unseen.push(`GET ${path} returned ${last?.status ?? 'nothing'}`);
    return null;
  }

  private async each<T>(what: string, items: readonly T[], use: (item: T) => Promise<void>): Promise<void> {
    const left = [...items];
    let done = 0;
    const work = async () => {
      for (let item = left.pop(); item !== undefined; item = left.pop()) {
        await use(item);
        done += 1;
        this.progress(what, done / items.length);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_READS }, work));
  }
}

/** Compares per cabin: opposite errors in two cabins would cancel each other out in the sum. */
function leftIn(flight: string, { cabins }: SeatMap, { fares }: Shown): SeatsLeft[] {
  return cabins.map((shown) => {
    const fare = fares.find(({ cabin }) => cabin === shown.cabin);
    const byMap = freeSeats({ cabins: [shown] }).length;
    return { flight, cabin: shown.cabin, bySearch: fare?.seatsLeft ?? 0, byMap };
  });
}

interface Money {
  readonly amount: number;
}
interface Page {
  readonly data: Parameters<typeof factsOf>[0][];
  readonly next: string | null;
}
interface Shown {
  readonly fares: readonly { readonly cabin: string; readonly seatsLeft: number }[];
}
