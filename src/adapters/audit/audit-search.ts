import { setTimeout as sleep } from 'node:timers/promises';
import type { Cabin } from '../../domain/flight/cabin.js';
import { SECOND } from '../../domain/shared/instant.js';
import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import { findingOf, type Finding, type Violation } from './audit-bookings.js';

/** The invariant that is checked over search's API. */
export const SEARCH_INVARIANT = { number: 8, name: 'Search ends with the seat counts that booking has' };

/** The limit of concurrent requests, and their timeout in milliseconds. */
const CONCURRENT_MAX = 8;
const TIMEOUT = 5 * SECOND;

/**
 * Search may lag by a second: how often differing flights are compared at most, and the pause between, in milliseconds.
 */
const COMPARISONS_MAX = 5;
const PAUSE = SECOND / 2;

interface BookingCounts {
  readonly seatCounts: readonly SeatCounts[];
}

/**
 * Fetches from search every flight that booking has stored, and compares the seat counts; search gets time to catch up
 * with differing flights. `counts` reads booking's present seat counts.
 */
export async function auditSearch(searchUrl: string, counts: () => Promise<BookingCounts>): Promise<Finding> {
  let { seatCounts } = await counts();
  const checked = seatCounts.length;
  let offences: Violation[] = [];
  for (let round = 1; round <= COMPARISONS_MAX; round += 1) {
    const found = await differences(searchUrl, seatCounts);
    const doubtful = new Set(found.map(({ offender }) => offender));
    if (doubtful.size === 0) return findingOf(SEARCH_INVARIANT, checked, []);
    const before = new Map(seatCounts.map(({ flightId, version }) => [flightId, version]));
    await sleep(PAUSE);
    seatCounts = (await counts()).seatCounts.filter(({ flightId }) => doubtful.has(flightId));
    // A flight that has sold seats during the comparison proves nothing: search may not have received its latest counts
    // yet.
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
  const remaining = [...seatCounts];
  const offences: Violation[] = [];
  const compareRemaining = async () => {
    for (let next = remaining.pop(); next !== undefined; next = remaining.pop()) {
      const reason = await difference(searchUrl, next);
      if (reason !== null) offences.push({ offender: next.flightId, reason });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_MAX }, compareRemaining));
  return offences;
}

interface FlightResponse {
  readonly fares: readonly { readonly cabin: Cabin; readonly seatsLeft: number }[];
}

async function difference(searchUrl: string, { flightId, seatsLeft }: SeatCounts): Promise<string | null> {
  const url = new URL(
    `flights/${encodeURIComponent(flightId)}`,
    searchUrl.endsWith('/') ? searchUrl : `${searchUrl}/`,
  );
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
  if (response.status !== 200) return `search returned ${response.status}`;
  const { fares } = (await response.json()) as FlightResponse;
  const wrong = fares.filter((fare) => fare.seatsLeft !== seatsLeft[fare.cabin]);
  return wrong.length === 0
    ? null
    : wrong
        .map((fare) => `${fare.cabin}: search ${fare.seatsLeft}, booking ${seatsLeft[fare.cabin]}`)
        .join('; ');
}
