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

interface TurnRow {
  readonly id: string;
}

/**
 * Locks those of the travellers that no other transaction has locked, and returns them. It waits only for a transaction
 * that is about to insert a traveller's first row.
 */
export async function takeFreeTurns(session: Session, travellerIds: readonly string[]): Promise<string[]> {
  const select = 'SELECT traveller_id AS id FROM traveller_turn WHERE traveller_id IN (?)';
  const known = await session.committedRows<TurnRow>(select, [travellerIds]);
  const locked = await session.rows<TurnRow>(`${select} ORDER BY traveller_id FOR UPDATE SKIP LOCKED`, [
    travellerIds,
  ]);
  const busy = new Set(known.map(({ id }) => id));
  for (const { id } of locked) busy.delete(id);

  const free = travellerIds.filter((id) => !busy.has(id));
  if (free.length > 0) await takeTurns(session, free);
  return free;
}
