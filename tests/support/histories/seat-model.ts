import fc from 'fast-check';
import { expect } from 'vitest';
import type { BookingView } from '../../../src/application/booking/views/booking-view.js';
import type { TravellerRequest } from '../../../proof/explore/requests.js';
import type { World } from '../../../proof/explore/world.js';

/** A booking in the model: a hold that lapses at `until` unless it is paid before. */
interface ModelledBooking {
  readonly travellerId: string;
  seats: readonly string[];
  status: 'held' | 'confirmed' | 'cancelled';
  readonly until: number;
}

/** The owners of the seats of one flight, which determine the result of each request. */
export class SeatModel {
  readonly bookings = new Map<string, ModelledBooking>();
  private keys = 0;

  nextKey(): string {
    this.keys += 1;
    return `key-${this.keys}`;
  }

  /** One of the bookings made so far; null when there is none. */
  pick(which: number): [string, ModelledBooking] | null {
    const all = [...this.bookings];
    return all[which % Math.max(1, all.length)] ?? null;
  }

  isLive({ status, until }: ModelledBooking, now: number): boolean {
    return status === 'confirmed' || (status === 'held' && until > now);
  }

  ownersOf(seats: readonly string[], now: number): string[] {
    return [...this.bookings]
      .filter(
        ([, booking]) => this.isLive(booking, now) && booking.seats.some((seat) => seats.includes(seat)),
      )
      .map(([id]) => id);
  }
}

type Step = fc.AsyncCommand<SeatModel, World>;

const SEATS = ['1A', '1B', '10A', '10B', '10C'];
const FLIGHT = 'HF1-LHR';
const SECOND = 1_000;
const PASSENGER = { givenName: 'Ada', familyName: 'Byron', type: 'adult' } as const;

const seats = fc.subarray(SEATS, { minLength: 1, maxLength: 2 });
const which = fc.nat(30);

/** A random sequence of requests of travellers, and of pauses between them. */
export const stepsOfTravellers = fc.commands(
  [
    seats.map((wanted) => step(`hold ${wanted.join(' ')}`, (...scene) => hold(wanted, ...scene))),
    fc
      .record({ which, seats })
      .map((change) =>
        step(`change ${change.which} to ${change.seats.join(' ')}`, (...scene) => swap(change, ...scene)),
      ),
    fc
      .record({ which, method: fc.constantFrom('tok_success', 'tok_slow', 'tok_declined') })
      .map((paying) => step(`pay ${paying.which} by ${paying.method}`, (...scene) => pay(paying, ...scene))),
    which.map((chosen) => step(`cancel ${chosen}`, (...scene) => cancel(chosen, ...scene))),
    fc.constantFrom(1, 20, 40).map((seconds) =>
      step(`wait ${seconds} s`, async (_, world) => {
        await world.wait(seconds * SECOND);
      }),
    ),
    fc.constant(step('work', async (_, world) => world.work())),
  ],
  { maxCommands: 40, size: 'max' },
);

function step(name: string, run: (model: SeatModel, world: World) => Promise<void>): Step {
  return {
    check: () => true,
    toString: () => name,
    run: async (model, world) => {
      await avoidLapses(model, world);
      await run(model, world);
    },
  };
}

/** Waits while a hold is about to lapse, because a request at that moment may have either result. */
async function avoidLapses(model: SeatModel, world: World): Promise<void> {
  const isNear = ({ until }: ModelledBooking) => Math.abs(until - world.now) < 3 * SECOND;
  if ([...model.bookings.values()].some(isNear)) await world.wait(7 * SECOND);
}

async function hold(wanted: readonly string[], model: SeatModel, world: World): Promise<void> {
  const isFree = model.ownersOf(wanted, world.now).length === 0;
  const key = model.nextKey();
  // Each hold has its own traveller, so that the limit of held seats is never reached.
  const travellerId = `traveller ${key}`;
  const result = await send(world, { do: 'hold', travellerId, key, ...itinerary(wanted) });
  expect(result.code).toBe(isFree ? 'done' : 'seat-unavailable');
  const { booking } = result;
  if (booking === null) return;
  const until = Date.parse(booking.expiresAt ?? '');
  model.bookings.set(booking.id, { travellerId, seats: wanted, status: 'held', until });
}

async function swap(
  change: { readonly which: number; readonly seats: readonly string[] },
  model: SeatModel,
  world: World,
): Promise<void> {
  const [id, booking] = model.pick(change.which) ?? ['', null];
  // Changes of a paid booking depend on prices, which the model does not have.
  if (booking === null || booking.status === 'confirmed') return;
  const others = model.ownersOf(change.seats, world.now).filter((owner) => owner !== id);
  const expected =
    booking.status === 'cancelled'
      ? 'booking-not-changeable'
      : !model.isLive(booking, world.now)
        ? 'hold-expired'
        : others.length > 0
          ? 'seat-unavailable'
          : 'done';
  const common = { travellerId: booking.travellerId, key: model.nextKey(), bookingId: id };
  const result = await send(world, { do: 'change', ...common, ...itinerary(change.seats) });
  expect(result.code).toBe(expected);
  if (expected === 'done') booking.seats = change.seats;
}

async function pay(
  paying: { readonly which: number; readonly method: 'tok_success' | 'tok_slow' | 'tok_declined' },
  model: SeatModel,
  world: World,
): Promise<void> {
  const [id, booking] = model.pick(paying.which) ?? ['', null];
  if (booking === null) return;
  const isPayable = booking.status === 'held' && model.isLive(booking, world.now);
  const isDeclined = paying.method === 'tok_declined';
  const refusal = booking.status === 'held' ? 'hold-expired' : 'booking-not-payable';
  const common = { travellerId: booking.travellerId, key: model.nextKey(), bookingId: id };
  const result = await send(world, { do: 'pay', ...common, method: paying.method });
  expect(result.code).toBe(isPayable ? (isDeclined ? 'payment-declined' : 'done') : refusal);
  if (isPayable && !isDeclined) booking.status = 'confirmed';
}

async function cancel(chosen: number, model: SeatModel, world: World): Promise<void> {
  const [id, booking] = model.pick(chosen) ?? ['', null];
  if (booking === null) return;
  const isDone = booking.status === 'cancelled' || model.isLive(booking, world.now);
  const common = { travellerId: booking.travellerId, key: model.nextKey(), bookingId: id };
  const result = await send(world, { do: 'cancel', ...common });
  expect(result.code).toBe(isDone ? 'done' : 'hold-expired');
  if (isDone) booking.status = 'cancelled';
}

/** Sends a request; returns `done` or the code of the refusal, and the booking. */
async function send(
  world: World,
  request: TravellerRequest,
): Promise<{ readonly code: string; readonly booking: BookingView | null }> {
  const response = await world.ask(request);
  if (response.kind === 'nothing') return { code: 'nothing', booking: null };
  if (response.kind === 'refused') return { code: response.refusal.code, booking: null };
  const { booking, payment } = response.answer;
  return { code: payment?.kind === 'refused' ? payment.code : 'done', booking };
}

function itinerary(wanted: readonly string[]) {
  return {
    flights: [{ flightId: FLIGHT, seats: wanted }],
    passengers: wanted.map((_, n) => ({ ...PASSENGER, givenName: `Ada${'abc'.charAt(n)}` })),
  };
}
