import { examplePassengers } from './booking-schemas.js';
import {
  arrivalMoment,
  dayBeforeDeparture,
  departureMoment,
  todayAt,
  travelFlightId,
} from './example-dates.js';

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

export const exampleFlights = [
  {
    flightId: travelFlightId,
    flightNumber: 'BA117',
    status: 'scheduled',
    origin: { code: 'LHR', city: 'London' },
    destination: { code: 'JFK', city: 'New York' },
    departure: departureMoment,
    arrival: arrivalMoment,
    seats: [
      { seat: '31A', passenger: 0, cabin: 'economy', price: gbp(45_000) },
      { seat: '31B', passenger: 1, cabin: 'economy', price: gbp(45_000) },
    ],
  },
];

/** The held booking of the documentation. */
export const exampleBooking = {
  id: '0199c0de-0000-7000-8000-00000000b001',
  reference: 'K7PWX2',
  status: 'held',
  expiresAt: todayAt('10:05'),
  expiresInSeconds: 300,
  flights: exampleFlights,
  passengers: examplePassengers,
  total: gbp(90_000),
  paid: gbp(0),
  refunded: gbp(0),
  feesKept: gbp(0),
  pendingChange: null,
  cancellation: { refund: gbp(0), until: null, policy: 'unpaid' },
  version: 1,
  createdAt: todayAt('10:00'),
  updatedAt: todayAt('10:00'),
  actions: ['pay', 'update', 'cancel'],
};

export const exampleConfirmedBooking = {
  ...exampleBooking,
  status: 'confirmed',
  expiresAt: null,
  expiresInSeconds: null,
  paid: gbp(90_000),
  cancellation: { refund: gbp(90_000), until: dayBeforeDeparture, policy: 'full' },
  version: 2,
  updatedAt: todayAt('10:02'),
  actions: ['update', 'cancel'],
};

export const exampleCancelledBooking = {
  ...exampleConfirmedBooking,
  status: 'cancelled',
  refunded: gbp(90_000),
  cancellation: { refund: gbp(90_000), until: null, policy: 'full' },
  version: 3,
  updatedAt: todayAt('11:00'),
  actions: [],
  refund: { ...gbp(90_000), policy: 'full' },
};

export const examplePayment = {
  id: '0199c0de-0000-7000-8000-00000000c001',
  bookingId: exampleBooking.id,
  status: 'succeeded',
  amount: gbp(90_000),
  refunded: gbp(0),
  method: 'tok_success',
  declineCode: null,
  createdAt: todayAt('10:02'),
  settledAt: todayAt('10:02'),
};
