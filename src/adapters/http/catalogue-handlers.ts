import type { AddAircraft } from '../../application/search/add-aircraft.js';
import type { AddAirport } from '../../application/search/add-airport.js';
import type { ChangeFlight } from '../../application/search/change-flight.js';
import type { CreateFlight } from '../../application/search/create-flight.js';
import type { FareCalendar } from '../../application/search/fare-calendar.js';
import type { FindAirports } from '../../application/search/find-airports.js';
import type { FindFlights } from '../../application/search/find-flights.js';
import type { FindItineraries } from '../../application/search/find-itineraries.js';
import type { ListAircraft } from '../../application/search/list-aircraft.js';
import type { ListAirlines } from '../../application/search/list-airlines.js';
import type { ViewAirport } from '../../application/search/view-airport.js';
import type { ViewFlight } from '../../application/search/view-flight.js';
import type { searchRoleOperations } from './contract/contract.js';
import type { Handlers } from './endpoint.js';

export interface SearchUseCases {
  readonly findAirports: FindAirports;
  readonly viewAirport: ViewAirport;
  readonly listAirlines: ListAirlines;
  readonly listAircraft: ListAircraft;
  readonly findFlights: FindFlights;
  readonly viewFlight: ViewFlight;
  readonly findItineraries: FindItineraries;
  readonly fareCalendar: FareCalendar;
  readonly createFlight: CreateFlight;
  readonly changeFlight: ChangeFlight;
  readonly addAirport: AddAirport;
  readonly addAircraft: AddAircraft;
}

export function searchHandlers(useCases: SearchUseCases): Handlers<typeof searchRoleOperations> {
  const ok = (json: unknown) => ({ status: 200, json });
  const created = (json: unknown, location?: string) => {
    return { status: 201, json, headers: location === undefined ? {} : { Location: location } };
  };
  return {
    findAirports: async ({ query }) => ok(await useCases.findAirports.execute(query)),
    viewAirport: async ({ params }) => ok(await useCases.viewAirport.execute(params)),
    listAirlines: async ({ query }) => ok(await useCases.listAirlines.execute(query)),
    listAircraft: async ({ query }) => ok(await useCases.listAircraft.execute(query)),
    findFlights: async ({ query }) => ok(await useCases.findFlights.execute(query)),
    viewFlight: async ({ params }) => ok(await useCases.viewFlight.execute({ flightId: params.id })),
    findItineraries: async ({ query }) => ok(await useCases.findItineraries.execute(query)),
    fareCalendar: async ({ query }) => ok(await useCases.fareCalendar.execute(query)),
    createFlight: async ({ body }) => {
      const flight = await useCases.createFlight.execute(body);
      return created(flight, `/flights/${flight.id}`);
    },
    changeFlight: async ({ params, body }) =>
      ok(await useCases.changeFlight.execute({ ...body, flightId: params.id })),
    addAirport: async ({ body }) => {
      const airport = await useCases.addAirport.execute(body);
      return created(airport, `/airports/${airport.code}`);
    },
    addAircraft: async ({ body }) => created(await useCases.addAircraft.execute(body)),
  };
}
