import { setTimeout as sleep } from 'node:timers/promises';
import type { Cabin } from '../../domain/flight/cabin.js';
import { SECOND } from '../../domain/shared/instant.js';
import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import { findingOf, type Finding, type Violation } from './audit-bookings.js';

/** What is checked, by search itself being asked. */
export const SEARCH_INVARIANT = { number: 8, name: 'Search ends with the seat counts that booking has' };

/** How many flights are asked for at once, and how long an answer may take. */
const AT_ONCE = 8;
const TIMEOUT = 5 * SECOND;

/** Search may lag by a second: what differs is looked at again, so often and so far apart. */
const LOOKS = 5;
const PAUSE = SECOND / 2;

interface Told {
  readonly seatCounts: readonly SeatCounts[];
}

/**
 * Asks search for every flight that booking knows, and compares the seats left; a flight that differs is given time
 * to catch up. `counts` reads what booking has now.
 */
export async function auditSearch(searchUrl: string, counts: () => Promise<Told>): Promise<Finding> {
  let { seatCounts } = await counts();
  const checked = seatCounts.length;
  let offences: Violation[] = [];
  for (let look = 1; look <= LOOKS; look += 1) {
    const found = await differences(searchUrl, seatCounts);
    const doubtful = new Set(found.map(({ offender }) => offender));
    if (doubtful.size === 0) return findingOf(SEARCH_INVARIANT, checked, []);
    const before = new Map(seatCounts.map(({ flightId, version }) => [flightId, version]));
    await sleep(PAUSE);
    seatCounts = (await counts()).seatCounts.filter(({ flightId }) => doubtful.has(flightId));
    // Of a flight that sells meanwhile search cannot know more than it was told a moment ago.
    const still = new Set(
      seatCounts
        .filter(({ flightId, version }) => version === before.get(flightId))
        .map(({ flightId }) => flightId),
    );
    offences = found.filter(({ offender }) => still.has(offender));
  }
  return findingOf(SEARCH_INVARIANT, checked, offences);
}

async function differences(searchUrl: string, seatCounts: readonly SeatCounts[]): Promise<Violation[]> {
  const left = [...seatCounts];
  const offences: Violation[] = [];
  const ask = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const reason = await difference(searchUrl, next);
      if (reason !== null) offences.push({ offender: next.flightId, reason });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return offences;
}

interface FlightAnswer {
  readonly fares: readonly { readonly cabin: Cabin; readonly seatsLeft: number }[];
}

async function difference(searchUrl: string, { flightId, seatsLeft }: SeatCounts): Promise<string | null> {
  const url = new URL(
    `flights/${encodeURIComponent(flightId)}`,
    searchUrl.endsWith('/') ? searchUrl : `${searchUrl}/`,
  );
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
  if (response.status !== 200) return `search answers ${response.status}`;
  const { fares } = (await response.json()) as FlightAnswer;
  const wrong = fares.filter((fare) => fare.seatsLeft !== seatsLeft[fare.cabin]);
  return wrong.length === 0
    ? null
    : wrong
        .map((fare) => `${fare.cabin}: search ${fare.seatsLeft}, booking ${seatsLeft[fare.cabin]}`)
        .join('; ');
}
