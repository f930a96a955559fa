import { AsyncResource } from 'node:async_hooks';
import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import type { BoardingPass, ConfirmedBooking, TravelDocuments } from '../../application/booking/ports.js';
import { FLIGHTS_MAX, PASSENGERS_MAX } from '../../domain/booking/booking.js';
import { overloaded } from '../../domain/shared/refusal.js';
import { requestContext } from '../request-context.js';

/**
 * How many pages may wait or be drawn at once: two of the largest bookings. A page takes a few milliseconds, so that
 * none waits for as long as the gateway does for a response.
 */
const PAGES_MAX = 2 * FLIGHTS_MAX * PASSENGERS_MAX;

/** Makes travel documents with libraries that are loaded when the first document is requested. */
export class RenderedDocuments implements TravelDocuments {
  /** Draws the pages of one booking at a time. */
  private readonly gate = bulkhead(1, PAGES_MAX);
  private pages = 0;

  get load() {
    return { limit: PAGES_MAX, used: this.pages, waiting: 0 };
  }

  async boardingPasses(passes: readonly BoardingPass[]): Promise<Uint8Array> {
    if (this.pages + passes.length > PAGES_MAX) throw overloaded();
    this.pages += passes.length;
    // The gate starts a waiting call in the context of the request whose call ended: restore the caller's own.
    const turn = AsyncResource.bind(async () => {
      // Nobody would receive the document of an abandoned request.
      if (requestContext.getStore()?.isAbandoned() === true) throw new BulkheadRejectedError(0, 0);
      const { boardingPassesPdf } = await import('./boarding-passes.js');
      return await boardingPassesPdf(passes);
    });
    try {
      return await this.gate.execute(turn);
    } catch (error) {
      if (error instanceof BulkheadRejectedError) throw overloaded();
      throw error;
    } finally {
      this.pages -= passes.length;
    }
  }

  async calendar(confirmed: ConfirmedBooking): Promise<string> {
    const { calendarText } = await import('./calendar.js');
    return calendarText(confirmed);
  }
}
