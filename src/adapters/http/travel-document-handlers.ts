import type { ViewBoardingPasses } from '../../application/booking/view-boarding-passes.js';
import type { ViewItinerary } from '../../application/booking/view-itinerary.js';
import {
  CALENDAR_MEDIA_TYPE,
  PDF_MEDIA_TYPE,
  type travelDocumentOperations,
} from './contract/travel-document-operations.js';
import type { Handlers, HttpResponse } from './endpoint.js';

export interface TravelDocumentUseCases {
  readonly viewBoardingPasses: ViewBoardingPasses;
  readonly viewItinerary: ViewItinerary;
}

export function travelDocumentHandlers(
  useCases: TravelDocumentUseCases,
): Handlers<typeof travelDocumentOperations> {
  return {
    viewBoardingPasses: async ({ params, caller }) => {
      const request = { travellerId: caller.id, bookingId: params.id };
      const { reference, pdf } = await useCases.viewBoardingPasses.execute(request);
      return documentResponse(Buffer.from(pdf), PDF_MEDIA_TYPE, `boarding-pass-${reference}.pdf`);
    },
    viewItinerary: async ({ params, caller }) => {
      const request = { travellerId: caller.id, bookingId: params.id };
      const { reference, calendar } = await useCases.viewItinerary.execute(request);
      return documentResponse(
        calendar,
        `${CALENDAR_MEDIA_TYPE}; charset=utf-8`,
        `itinerary-${reference}.ics`,
      );
    },
  };
}

/** A document to keep under a name. Shared caches must not store it, because it belongs to one traveller. */
function documentResponse(text: string | Buffer, mediaType: string, name: string): HttpResponse {
  const headers = {
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'private, no-store',
  };
  return { status: 200, text, mediaType, headers };
}
