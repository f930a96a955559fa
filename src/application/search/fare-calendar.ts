import { daysOfMonth } from '../../domain/shared/local-date.js';
import type { Money } from '../../domain/shared/money.js';
import type { Clock } from '../shared/clock.js';
import type { CatalogueReads } from './ports.js';
import type { ReferenceData } from './shared/reference-data.js';
import type { TravelDates } from './shared/travel-dates.js';

export interface FareCalendarRequest {
  /** Codes of airports or cities. */
  readonly origin: string;
  readonly destination: string;
  /** `2027-01` */
  readonly month: string;
}

export interface FareCalendarView {
  readonly data: readonly {
    readonly date: string;
    readonly price: Money | null;
    /** The stops of the cheapest flight, which is direct; null with the price. */
    readonly stops: 0 | null;
  }[];
}

/** Returns the lowest fare per person of the direct flights on each day of a month; null on days without a seat. */
export class FareCalendar {
  constructor(
    private readonly reads: CatalogueReads,
    private readonly reference: ReferenceData,
    private readonly dates: TravelDates,
    private readonly clock: Clock,
  ) {}

  async execute({ origin, destination, month }: FareCalendarRequest): Promise<FareCalendarView> {
    const route = await this.reference.route(origin, destination);
    this.dates.rejectImpossibleMonth(month, route.from);
    const days = daysOfMonth(month);
    const bounds = { firstDay: `${month}-01`, lastDay: days.at(-1) ?? `${month}-01` };
    const prices = await this.reads.cheapestByDay(route, bounds, this.clock.now());
    const data = days.map((date) => {
      const price = prices.get(date) ?? null;
      return { date, price, stops: price === null ? null : 0 } as const;
    });
    return { data };
  }
}
