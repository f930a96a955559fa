import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withNewItinerary, withPendingChange } from '../../src/domain/booking/lifecycle.js';
import { totalOf, type BookedFlight, type Booking } from '../../src/domain/booking/booking.js';
import { changeTerms, refundOffer } from '../../src/domain/booking/cancellation-policy.js';
import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { MINUTE } from '../../src/domain/shared/instant.js';
import {
  aConfirmedBooking,
  bookedOn,
  flightIn,
  flightsById,
  gbp,
  NOW,
} from '../support/builders/booking-builder.js';

/** A booked flight with a seat for each price. */
function seatsAt(facts: FlightFacts, prices: number[], letter = 'A'): BookedFlight {
  const seats = prices.map((price, passenger) => ({
    ...bookedOn(facts, `${passenger + 1}${letter}`, price).seats[0]!,
    passenger,
  }));
  return { ...bookedOn(facts), seats };
}

function paid(facts: FlightFacts, prices: number[]): Booking {
  const booking = aConfirmedBooking(facts, { flights: [seatsAt(facts, prices)] });
  return { ...booking, paid: totalOf(booking, 'GBP') };
}

/** The terms of a change of the booking to these flights. */
function termsOf(booking: Booking, flights: BookedFlight[], ...facts: FlightFacts[]) {
  return changeTerms(booking, { ...booking, flights }, flightsById(...facts), NOW);
}

describe('a change of a paid booking', () => {
  const [soon, far] = [flightIn(10), flightIn(100)];

  it('more than a day ahead charges or refunds the difference in price', () => {
    const booking = paid(far, [10_000]);
    expect(termsOf(booking, [seatsAt(far, [12_500], 'B')], far)).toMatchObject({
      amountDue: gbp(2_500),
      refund: gbp(0),
      fee: gbp(0),
    });
    expect(termsOf(booking, [seatsAt(far, [7_000], 'B')], far)).toMatchObject({
      amountDue: gbp(0),
      refund: gbp(3_000),
    });
  });

  it('within the last day refunds half of the seats that leave, and charges new ones in full', () => {
    const booking = paid(soon, [40_000]);
    expect(termsOf(booking, [seatsAt(soon, [10_000], 'B')], soon)).toMatchObject({
      refund: gbp(10_000),
      amountDue: gbp(0),
      fee: gbp(20_000),
    });
    expect(termsOf(booking, [seatsAt(soon, [40_000], 'B')], soon)).toMatchObject({
      refund: gbp(0),
      amountDue: gbp(20_000),
    });
  });

  it('within the last day refunds half for each passenger who leaves', () => {
    const booking = paid(soon, [10_000, 10_000, 10_001]);
    expect(termsOf(booking, [seatsAt(soon, [10_000])], soon)).toMatchObject({
      refund: gbp(10_001),
      fee: gbp(10_000),
    });
  });

  it('costs nothing for seats that stay', () => {
    const booking = paid(soon, [10_000, 20_000]);
    expect(termsOf(booking, booking.flights.slice(), soon)).toMatchObject({
      refund: gbp(0),
      amountDue: gbp(0),
      fee: gbp(0),
    });
  });

  it('keeps no fee when the airline cancelled a flight', () => {
    const gone = flightIn(10, { status: 'cancelled' });
    const later = flightIn(500, { flightId: 'F2' });
    const terms = termsOf(paid(gone, [40_000]), [seatsAt(later, [10_000])], gone, later);
    expect(terms).toMatchObject({ refund: gbp(30_000), fee: gbp(0) });
    expect(terms.givenUp?.policy).toBe('airline-disruption');
  });

  it('refunds the lowest share since confirmation, so that a later flight does not raise it', () => {
    const later = flightIn(500, { flightId: 'F2' });
    const flights = flightsById(soon, later);
    const booking = paid(soon, [10_000]);
    const itinerary = { ...booking, flights: [seatsAt(later, [10_000])] };
    const moved = withNewItinerary(
      booking,
      itinerary,
      changeTerms(booking, itinerary, flights, NOW),
      flights,
      NOW,
    );
    expect(
      changeTerms(moved, { ...moved, flights: [seatsAt(later, [4_000], 'B')] }, flights, NOW),
    ).toMatchObject({
      refund: gbp(1_000),
      fee: gbp(5_000),
    });
  });

  it('that waits for payment keeps the agreed terms', () => {
    const booking = paid(soon, [10_000]);
    const itinerary = { ...booking, flights: [seatsAt(soon, [10_000], 'B')] };
    const terms = changeTerms(booking, itinerary, flightsById(soon), NOW);
    const waiting = withPendingChange(booking, itinerary, terms, NOW + MINUTE, NOW);
    expect(waiting.pendingChange).toMatchObject({ amountDue: gbp(5_000), givenUp: { policy: 'half' } });
  });
});

describe('cancelling a booking in steps', () => {
  const prices = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 9 });
  const hours = fc.constantFrom(200, 25, 23, 1);

  it('rounds half once, and not at each step', () => {
    const facts = flightIn(10);
    const flights = flightsById(facts);
    const booking = paid(facts, [1, 1]);
    const itinerary = {
      ...booking,
      flights: [{ ...booking.flights[0]!, seats: booking.flights[0]!.seats.slice(1) }],
    };
    const terms = changeTerms(booking, itinerary, flights, NOW);
    const rest = withNewItinerary(booking, itinerary, terms, flights, NOW);
    expect([terms.refund, refundOffer(rest, flights, NOW).refund]).toEqual([gbp(1), gbp(0)]);
  });

  it('refunds as much as cancelling it at once, to the penny', () => {
    fc.assert(
      fc.property(prices, hours, fc.array(fc.nat(8)), (seatPrices, hoursLeft, steps) => {
        const facts = flightIn(hoursLeft);
        const flights = flightsById(facts);
        const whole = paid(facts, seatPrices);
        const atOnce = refundOffer(whole, flights, NOW).refund.amount;
        let booking = whole;
        for (const size of steps) {
          const left = booking.flights[0]!.seats;
          if (size === 0 || size >= left.length) continue;
          const itinerary = { ...booking, flights: [{ ...booking.flights[0]!, seats: left.slice(0, size) }] };
          booking = withNewItinerary(
            booking,
            itinerary,
            changeTerms(booking, itinerary, flights, NOW),
            flights,
            NOW,
          );
          const total = totalOf(booking, 'GBP').amount;
          expect(booking.paid.amount - booking.refunded.amount).toBe(total + booking.feesKept.amount);
        }
        expect(booking.refunded.amount + refundOffer(booking, flights, NOW).refund.amount).toBe(atOnce);
      }),
    );
  });

  it('never refunds more than cancelling it at once, even through cheaper seats', () => {
    fc.assert(
      fc.property(prices, hours, fc.array(prices, { maxLength: 4 }), (first, hoursLeft, later) => {
        const facts = flightIn(hoursLeft);
        const flights = flightsById(facts);
        let booking = paid(facts, first);
        const atOnce = refundOffer(booking, flights, NOW).refund.amount;
        for (const [step, seatPrices] of later.entries()) {
          const itinerary = { ...booking, flights: [seatsAt(facts, seatPrices, 'BCDE'.charAt(step))] };
          const terms = changeTerms(booking, itinerary, flights, NOW);
          if (terms.amountDue.amount > 0) continue;
          booking = withNewItinerary(booking, itinerary, terms, flights, NOW);
        }
        const refundedInAll = booking.refunded.amount + refundOffer(booking, flights, NOW).refund.amount;
        expect(refundedInAll).toBeLessThanOrEqual(atOnce);
      }),
    );
  });
});
