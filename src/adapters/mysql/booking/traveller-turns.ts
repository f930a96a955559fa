import type { Session } from '../connection/session.js';

/**
 * Locks travellers until the commit. It writes the rows instead of locking them, so that no two units pass at once on
 * engines whose locks are local to a server either. The caller passes the ids in one order.
 */
export async function takeTurns(session: Session, travellerIds: readonly string[]): Promise<void> {
  await session.write(
    'INSERT INTO traveller_turn (traveller_id, turns) VALUES ? ON DUPLICATE KEY UPDATE turns = turns + 1',
    [travellerIds.map((id) => [id, 1])],
  );
}
