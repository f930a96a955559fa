import type { Pause } from '../shared/pause.js';
import type { Stopwatch } from '../shared/stopwatch.js';
import { ApplyFlightChanges } from './apply-flight-changes.js';
import { BlockSeat } from './block-seat.js';
import { CancelBooking } from './cancel-booking.js';
import { ChangeBooking } from './change-booking.js';
import { ExpireHolds } from './expire-holds.js';
import { PurgeExpiredKeys } from './purge-expired-keys.js';
import { ExtendHold } from './extend-hold.js';
import { HoldSeats } from './hold-seats.js';
import { ListBookings } from './list-bookings.js';
import { ListPayments } from './list-payments.js';
import type {
  BookingReads,
  BookingSettings,
  FlightCatalogue,
  Ids,
  KeyRetention,
  PaymentGateway,
  SeatCountsOutbox,
  SeatCountsReceiver,
  TravelDocuments,
} from './ports.js';
import { QuoteChange } from './quote-change.js';
import { RecoverFlightFacts } from './recover-flight-facts.js';
import { RelaySeatCounts } from './relay-seat-counts.js';
import { ReportSeatCounts } from './report-seat-counts.js';
import { SendRefunds } from './send-refunds.js';
import { SettlePayment } from './settle-payment.js';
import { SettlePayments } from './settle-payments.js';
import { Alternatives } from './shared/alternatives.js';
import { ContendedSeatCheck } from './shared/contended-seat-check.js';
import { FlightFactsProvider } from './shared/flight-facts-provider.js';
import { IdempotentUnits } from './shared/idempotent-units.js';
import { SeatMaps } from './shared/seat-maps.js';
import { SimulatePayment } from './simulate-payment.js';
import type { UnitOfWork } from './unit-of-work.js';
import { ViewBoardingPasses } from './view-boarding-passes.js';
import { ViewBooking } from './view-booking.js';
import { ViewItinerary } from './view-itinerary.js';
import { ViewPayment } from './view-payment.js';
import { ViewSeatMap } from './view-seat-map.js';
import { WatchSeats } from './watch-seats.js';

/** The ports of booking's use cases, for requests and in the background. */
export interface CommonPorts {
  readonly units: UnitOfWork;
  readonly reads: BookingReads;
  readonly gateway: PaymentGateway;
  readonly catalogue: FlightCatalogue;
  readonly ids: Ids;
  readonly settings: BookingSettings;
  readonly stopwatch: Stopwatch;
}

export interface RequestPorts extends CommonPorts {
  /** The reads of the seat watcher, which run in the background for all streams together. */
  readonly watcherReads: BookingReads;
  readonly pause: Pause;
  readonly documents: TravelDocuments;
}

export interface BackgroundPorts extends CommonPorts {
  readonly outbox: SeatCountsOutbox;
  readonly seatCountsReceiver: SeatCountsReceiver;
  readonly keyRetention: KeyRetention;
}

export type BookingUseCases = ReturnType<typeof bookingUseCases>;
export type BookingBackground = ReturnType<typeof bookingBackground>;

/** Creates the use cases that client requests run. */
export function bookingUseCases(ports: RequestPorts) {
  const { units, reads, gateway, catalogue, ids, settings } = ports;
  const idempotent = new IdempotentUnits(units, reads, ids, ports.pause, ports.stopwatch);
  const directory = new FlightFactsProvider(units, reads, catalogue);
  const contendedSeats = new ContendedSeatCheck(settings);
  const alternatives = new Alternatives(reads, contendedSeats);
  const maps = new SeatMaps(reads, catalogue, ports.stopwatch);
  return {
    holdSeats: new HoldSeats(idempotent, directory, alternatives, contendedSeats, ids, settings),
    listBookings: new ListBookings(reads),
    viewBooking: new ViewBooking(reads),
    viewBoardingPasses: new ViewBoardingPasses(reads, ports.documents),
    viewItinerary: new ViewItinerary(reads, ports.documents),
    changeBooking: new ChangeBooking(idempotent, directory, alternatives, ids, settings),
    quoteChange: new QuoteChange(reads, directory, alternatives, settings),
    extendHold: new ExtendHold(idempotent, ids, settings),
    cancelBooking: new CancelBooking(idempotent, ids),
    simulatePayment: new SimulatePayment(idempotent, units, gateway, ids, settings),
    viewPayment: new ViewPayment(reads),
    listPayments: new ListPayments(reads),
    viewSeatMap: new ViewSeatMap(maps),
    watchSeats: new WatchSeats(maps, ports.watcherReads),
    blockSeat: new BlockSeat(idempotent, directory),
  };
}

/** Creates the use cases that run in the background or that search calls. */
export function bookingBackground(ports: BackgroundPorts) {
  const { units, reads, gateway, catalogue, ids, settings, stopwatch } = ports;
  const applyFlightChanges = new ApplyFlightChanges(units);
  const settlePayment = new SettlePayment(units, ids);
  return {
    applyFlightChanges,
    reportSeatCounts: new ReportSeatCounts(reads),
    expireHolds: new ExpireHolds(units, reads, settings, stopwatch),
    settlePayments: new SettlePayments(settlePayment, reads, gateway, settings, stopwatch),
    sendRefunds: new SendRefunds(units, reads, gateway),
    relaySeatCounts: new RelaySeatCounts(ports.outbox, ports.seatCountsReceiver),
    purgeExpiredKeys: new PurgeExpiredKeys(ports.keyRetention),
    recoverFlightFacts: new RecoverFlightFacts(reads, catalogue, applyFlightChanges),
  };
}
