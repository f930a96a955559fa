import type { Dice } from './dice.js';
import type { HttpClient } from './http-client.js';

/** A flight that can be bought, as search shows it. */
export interface Flight {
  readonly id: string;
  readonly flightNumber: string;
  readonly origin: string;
  readonly destination: string;
  readonly date: string;
}

/** What there is to buy: routes by popularity, and the one flight that everybody wants. */
export interface World {
  readonly airports: readonly string[];
  readonly flights: readonly Flight[];
  readonly hot: Flight;
}

/** How far ahead flights are looked for, in days, and how many are enough. */
const DAYS_AHEAD = 5;
const ENOUGH = 60;

/** How many pairs of airports are tried at most. */
const PAIRS_MAX = 400;

interface FlightBody {
  readonly id: string;
  readonly flightNumber: string;
  readonly status: string;
  readonly departure: { readonly local: string };
}

/** Looks around as anybody can: airports first, then flights between them. Throws when nothing is on sale. */
export async function discoverWorld(client: HttpClient, dice: Dice): Promise<World> {
  const airports = await airportCodes(client);
  const flights: Flight[] = [];
  for (const [origin, destination] of pairs(airports, dice)) {
    if (flights.length >= ENOUGH) break;
    flights.push(...(await flightsBetween(client, origin, destination)));
  }
  const [hot] = flights;
  if (hot === undefined)
    throw new Error('No flight is on sale in the next days: there is nothing to simulate.');
  return { airports, flights, hot };
}

async function airportCodes(client: HttpClient): Promise<string[]> {
  const { status, body } = await client.ask(looked('/airports?limit=100'), null);
  if (status !== 200) throw new Error(`GET /airports answered ${status ?? 'nothing'}: is this a Holdfast?`);
  return (body as { data: { code: string }[] }).data.map(({ code }) => code);
}

/** All of them in an order that chance decides, up to a bound. */
function pairs(airports: readonly string[], dice: Dice): [string, string][] {
  const all = airports.flatMap((origin) =>
    airports.filter((other) => other !== origin).map((other): [string, string] => [origin, other]),
  );
  return dice.shuffled(all).slice(0, PAIRS_MAX);
}

async function flightsBetween(client: HttpClient, origin: string, destination: string): Promise<Flight[]> {
  const date = dayFromNow(DAYS_AHEAD);
  const query = new URLSearchParams({ origin, destination, date, limit: '10' });
  const { status, body } = await client.ask(looked(`/flights?${query.toString()}`), null);
  if (status !== 200) return [];
  return (body as { data: FlightBody[] }).data
    .filter((flight) => flight.status === 'scheduled')
    .map(({ id, flightNumber, departure }) => {
      return { id, flightNumber, origin, destination, date: departure.local.slice(0, 10) };
    });
}

function looked(path: string) {
  return { traveller: 'nobody', method: 'GET' as const, path };
}

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
