import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withNewItinerary } from '../../src/domain/booking/lifecycle.js';
import type { BookedFlight, Booking, FlightsById } from '../../src/domain/booking/booking.js';
import { changeTerms, refundOffer } from '../../src/domain/booking/cancellation-policy.js';
import { HOUR, MINUTE } from '../../src/domain/shared/instant.js';
import {
  aBooking,
  aConfirmedBooking,
  bookedOn,
  flightIn,
  flightsById,
  gbp,
  NOW,
} from '../support/builders/booking-builder.js';

const offerFor = (hours: number, price = 10_000) => {
  const facts = flightIn(hours);
  const booking = aConfirmedBooking(facts, { flights: [bookedOn(facts, '10A', price)], paid: gbp(price) });
  return refundOffer(booking, flightsById(facts), NOW);
};

/** The booking after a change to these flights, whatever amount was due. */
function movedTo(booking: Booking, to: BookedFlight[], flights: FlightsById, now = NOW): Booking {
  const itinerary = { ...booking, flights: to };
  return withNewItinerary(booking, itinerary, changeTerms(booking, itinerary, flights, now), flights, now);
}

describe('the refund of a cancellation', () => {
  it('is all until a day before departure, half from then on, nothing after departure', () => {
    expect(offerFor(24.01)).toMatchObject({ refund: gbp(10_000), policy: 'full', until: NOW + 0.01 * HOUR });
    expect(offerFor(24)).toMatchObject({ refund: gbp(5_000), policy: 'half', until: NOW + 24 * HOUR });
    expect(offerFor(0)).toMatchObject({ refund: gbp(0), policy: 'none', until: null });
  });

  it('rounds half of an odd amount up', () => {
    expect(offerFor(10, 10_001).refund).toEqual(gbp(5_001));
  });

  it('never grows with time, and is never more than was paid', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 200, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.nat(1e6),
        (hours, later, price) => {
          const [now, then] = [
            offerFor(hours, price + 1).refund.amount,
            offerFor(hours - later, price + 1).refund.amount,
          ];
          expect(then).toBeLessThanOrEqual(now);
          expect(now).toBeLessThanOrEqual(price + 1);
        },
      ),
    );
  });

  it('depends on the first of several departures', () => {
    const [soon, late] = [flightIn(10), flightIn(100, { flightId: 'F2' })];
    const booking = aConfirmedBooking(soon, { flights: [bookedOn(late), bookedOn(soon)], paid: gbp(20_000) });
    expect(refundOffer(booking, flightsById(soon, late), NOW)).toMatchObject({
      refund: gbp(10_000),
      policy: 'half',
    });
  });

  it('is all when the airline cancelled a flight, at any time', () => {
    const [cancelled, other] = [flightIn(1, { status: 'cancelled' }), flightIn(100, { flightId: 'F2' })];
    const booking = aConfirmedBooking(cancelled, {
      flights: [bookedOn(cancelled), bookedOn(other)],
      paid: gbp(20_000),
    });
    const offer = refundOffer(booking, flightsById(cancelled, other), NOW);
    expect(offer).toMatchObject({ refund: gbp(20_000), policy: 'airline-disruption', until: null });
    const after = refundOffer(booking, flightsById(cancelled, other), NOW + 5 * HOUR);
    expect(after.refund).toEqual(gbp(20_000));
  });

  it('leaves out flights that departed before the airline cancelled the others', () => {
    const [flown, cancelled] = [flightIn(-5), flightIn(100, { flightId: 'F2', status: 'cancelled' })];
    const booking = aConfirmedBooking(flown, {
      flights: [bookedOn(flown), bookedOn(cancelled, '10A', 7_000)],
      paid: gbp(17_000),
    });
    expect(refundOffer(booking, flightsById(flown, cancelled), NOW).refund).toEqual(gbp(7_000));
  });

  it.each([
    [60, 'half'],
    [61, 'airline-disruption'],
    [-60, 'half'],
    [-61, 'airline-disruption'],
  ])('counts a move by %d minutes as %s', (minutes, policy) => {
    const agreed = flightIn(10);
    const moved = flightIn(10 + minutes / 60);
    const booking = aConfirmedBooking(moved, { flights: [bookedOn(agreed)] });
    expect(refundOffer(booking, flightsById(moved), NOW).policy).toBe(policy);
  });

  it('adds up moves: two of forty minutes count as one of eighty', () => {
    const moved = flightIn(10 + 80 / 60);
    const booking = aConfirmedBooking(moved, { flights: [bookedOn(flightIn(10))] });
    expect(refundOffer(booking, flightsById(moved), NOW).policy).toBe('airline-disruption');
  });

  it('keeps the lowest share of any change', () => {
    const [soon, later] = [flightIn(10), flightIn(500, { flightId: 'F2' })];
    const flights = flightsById(soon, later);
    const booking = aConfirmedBooking(soon);
    const moved = movedTo(booking, [bookedOn(later)], flights);
    expect(refundOffer(moved, flights, NOW)).toMatchObject({ refund: gbp(5_000), policy: 'half' });
    const early = movedTo(booking, [bookedOn(later)], flights, NOW - 40 * HOUR);
    expect(refundOffer(early, flights, NOW)).toMatchObject({ refund: gbp(10_000), policy: 'full' });
  });

  it('is not lowered by a change from a flight that the airline cancelled', () => {
    const [gone, later] = [flightIn(1, { status: 'cancelled' }), flightIn(500, { flightId: 'F2' })];
    const flights = flightsById(gone, later);
    const booking = aConfirmedBooking(gone);
    const moved = movedTo(booking, [bookedOn(later)], flights);
    expect(refundOffer(moved, flights, NOW).policy).toBe('full');
  });

  it('is nothing for a hold', () => {
    const facts = flightIn(100);
    expect(refundOffer(aBooking(), flightsById(facts), NOW + MINUTE)).toMatchObject({
      refund: gbp(0),
      policy: 'unpaid',
    });
  });
});
