import type { Bought } from './answers.js';
import { payFor } from './paying.js';
import { withOtherSeats } from './other-seats.js';
import type { Traveller } from './traveller.js';
import type { Flight } from './world.js';

/** A traveller returns to a paid booking, and changes, cancels or only views it. */
export async function comeBack(traveller: Traveller, bookingId: string, flight: Flight): Promise<void> {
  const { dice } = traveller;
  const path = `/bookings/${bookingId}`;
  const { status, body } = await traveller.insist({ method: 'GET', path });
  if (status !== 200) return;
  const action = dice.weighted({ look: 30, list: 10, move: 35, 'give back': 25 });
  if (action === 'list') await traveller.insist({ method: 'GET', path: '/bookings?limit=10' });
  if (action === 'move') await move(traveller, body as Bought, flight);
  if (action === 'give back') {
    await traveller.insist({ method: 'DELETE', path, key: dice.key() });
    // A second cancellation must get the same response.
    if (dice.happens(0.2)) await traveller.insist({ method: 'DELETE', path, key: dice.key() });
  }
}

/** Changes to other seats, cheaper or dearer. An amount due is paid at once, later, or never. */
async function move(traveller: Traveller, booking: Bought, flight: Flight): Promise<void> {
  const { dice } = traveller;
  const body = await withOtherSeats(traveller, booking, flight);
  if (body === null) return;
  const path = `/bookings/${booking.id}`;
  if (dice.happens(0.5))
    await traveller.insist({ method: 'POST', path: `${path}/quote`, body, key: dice.key() });
  const answer = await traveller.insist({ method: 'PUT', path, body, key: dice.key() });
  const { pendingChange } = (answer.status === 200 ? answer.body : { pendingChange: null }) as Bought;
  if (pendingChange === null || dice.happens(0.3)) return;
  await traveller.hesitate();
  await payFor(traveller, booking.id, null);
}
