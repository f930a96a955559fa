import type { Dice } from './dice.js';
import type { HttpClient } from './http-client.js';

/** A flight on sale, as search shows it. */
export interface Flight {
  readonly id: string;
  readonly flightNumber: string;
  readonly origin: string;
  readonly destination: string;
  readonly date: string;
}

/** The flights on sale in order of popularity, and the one hot flight that most travellers want. */
export interface World {
  readonly airports: readonly string[];
  readonly flights: readonly Flight[];
  readonly hot: Flight;
}

/** How many days ahead flights are searched, and after how many flights the search stops. */
const DAYS_AHEAD = 5;
const FLIGHTS_ENOUGH = 60;

/** How many pairs of airports are searched at most. */
const PAIRS_MAX = 400;

interface FlightBody {
  readonly id: string;
  readonly flightNumber: string;
  readonly status: string;
  readonly departure: { readonly local: string };
}

/** Finds airports and flights through the public API. Throws Error if no flight is on sale. */
export async function discoverWorld(client: HttpClient, dice: Dice): Promise<World> {
  const airports = await airportCodes(client);
  const flights: Flight[] = [];
  for (const [origin, destination] of pairs(airports, dice)) {
    if (flights.length >= FLIGHTS_ENOUGH) break;
    flights.push(...(await flightsBetween(client, origin, destination)));
  }
  const [hot] = flights;
  if (hot === undefined)
    throw new Error('No flight is on sale in the next days: there is nothing to simulate.');
  return { airports, flights, hot };
}

async function airportCodes(client: HttpClient): Promise<string[]> {
  const { status, body } = await client.ask(readOf('/airports?limit=100'), null);
  if (status !== 200) throw new Error(`GET /airports returned ${status ?? 'nothing'}: is this a Holdfast?`);
  return (body as { data: { code: string }[] }).data.map(({ code }) => code);
}

/** Returns up to PAIRS_MAX pairs in random order. */
function pairs(airports: readonly string[], dice: Dice): [string, string][] {
  const all = airports.flatMap((origin) =>
    airports.filter((other) => other !== origin).map((other): [string, string] => [origin, other]),
  );
  return dice.shuffled(all).slice(0, PAIRS_MAX);
}

async function flightsBetween(client: HttpClient, origin: string, destination: string): Promise<Flight[]> {
  const date = dayFromNow(DAYS_AHEAD);
  const query = new URLSearchParams({ origin, destination, date, limit: '10' });
  const { status, body } = await client.ask(readOf(`/flights?${query.toString()}`), null);
  if (status !== 200) return [];
  return (body as { data: FlightBody[] }).data
    .filter((flight) => flight.status === 'scheduled')
    .map(({ id, flightNumber, departure }) => {
      return { id, flightNumber, origin, destination, date: departure.local.slice(0, 10) };
    });
}

function readOf(path: string) {
  return { traveller: 'anonymous', method: 'GET' as const, path };
}

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
