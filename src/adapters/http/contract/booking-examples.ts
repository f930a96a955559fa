const gbp = (amount: number) => ({ amount, currency: 'GBP' });

/** A held booking, as the documentation shows it. */
export const exampleBooking = {
  id: '0199c0de-0000-7000-8000-00000000b001',
  reference: 'K7PWX2',
  status: 'held',
  expiresAt: '2027-01-02T10:05:00.000Z',
  expiresInSeconds: 300,
  flights: [
    {
      flightId: 'BA117-LHR-20270115',
      flightNumber: 'BA117',
      status: 'scheduled',
      origin: { code: 'LHR', city: 'London' },
      destination: { code: 'JFK', city: 'New York' },
      departure: { at: '2027-01-15T08:25:00.000Z', local: '2027-01-15T08:25:00', timeZone: 'Europe/London' },
      arrival: { at: '2027-01-15T16:20:00.000Z', local: '2027-01-15T11:20:00', timeZone: 'America/New_York' },
      seats: [
        { seat: '31A', passenger: 0, cabin: 'economy', price: gbp(45000) },
        { seat: '31B', passenger: 1, cabin: 'economy', price: gbp(45000) },
      ],
    },
  ],
  passengers: [
    { givenName: 'Ada', familyName: 'Byron', type: 'adult' },
    { givenName: 'Max', familyName: 'Born', type: 'child' },
  ],
  total: gbp(90000),
  paid: gbp(0),
  refunded: gbp(0),
  feesKept: gbp(0),
  pendingChange: null,
  cancellation: { refund: gbp(0), until: null, policy: 'unpaid' },
  version: 1,
  createdAt: '2027-01-02T10:00:00.000Z',
  updatedAt: '2027-01-02T10:00:00.000Z',
  actions: ['pay', 'update', 'cancel'],
};

export const exampleConfirmedBooking = {
  ...exampleBooking,
  status: 'confirmed',
  expiresAt: null,
  expiresInSeconds: null,
  paid: gbp(90000),
  cancellation: { refund: gbp(90000), until: '2027-01-14T08:25:00.000Z', policy: 'full' },
  version: 2,
  updatedAt: '2027-01-02T10:02:00.000Z',
  actions: ['update', 'cancel'],
};

export const exampleCancelledBooking = {
  ...exampleConfirmedBooking,
  status: 'cancelled',
  refunded: gbp(90000),
  cancellation: { refund: gbp(90000), until: null, policy: 'full' },
  version: 3,
  updatedAt: '2027-01-03T09:00:00.000Z',
  actions: [],
  refund: { ...gbp(90000), policy: 'full' },
};

export const exampleItineraryBody = {
  flights: [{ flightId: 'BA117-LHR-20270115', seats: ['31A', '31B'] }],
  passengers: exampleBooking.passengers,
};

export const examplePayment = {
  id: '0199c0de-0000-7000-8000-00000000c001',
  bookingId: exampleBooking.id,
  status: 'succeeded',
  amount: gbp(90000),
  refunded: gbp(0),
  method: 'tok_success',
  declineCode: null,
  createdAt: '2027-01-02T10:02:00.000Z',
  settledAt: '2027-01-02T10:02:00.000Z',
};
