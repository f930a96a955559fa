import type { Bookings, Stores, UnitOfWork, UnitPlan } from '../../application/booking/unit-of-work.js';
import type { BookingEvent } from '../../domain/booking/events.js';

/**
 * Counts the committed changes of bookings, in requests and in the background. After a commit in doubt, the retry finds
 * the stored response, and the change is not counted.
 */
export class CountedUnits implements UnitOfWork {
  constructor(
    private readonly units: UnitOfWork,
    private readonly count: (event: BookingEvent) => void,
  ) {}

  async run<T>(work: (stores: Stores) => Promise<T>, plan?: UnitPlan): Promise<T> {
    let events: BookingEvent[] = [];
    const result = await this.units.run(async (stores) => {
      // A retry starts without events.
      events = [];
      return await work({ ...stores, bookings: recording(stores.bookings, events) });
    }, plan);
    for (const event of events) this.count(event);
    return result;
  }
}

function recording(bookings: Bookings, events: BookingEvent[]): Bookings {
  return {
    find: (id) => bookings.find(id),
    findAll: (ids) => bookings.findAll(ids),
    lock: (ids) => bookings.lock(ids),
    lockLapsed: (now, limit) => bookings.lockLapsed(now, limit),
    insert: async (booking, entry) => {
      const isInserted = await bookings.insert(booking, entry);
      if (isInserted) events.push(entry.event);
      return isInserted;
    },
    update: async (changes) => {
      await bookings.update(changes);
      events.push(...changes.map(({ entry }) => entry.event));
    },
  };
}
