import { rowsOf, type RootConnection } from '../../stage/root-connection.js';
import type { Scene } from '../scene.js';

/** Runs `use` with a connection as the database's root, and closes it. */
export async function withRoot(scene: Scene, use: (root: RootConnection) => Promise<void>): Promise<void> {
  const root = await scene.root();
  try {
    await use(root);
  } finally {
    root.destroy();
  }
}

/** Kills each connection of booking's user with a probability of `share`. */
export async function killConnections(root: RootConnection, share: number): Promise<void> {
  const user = 'holdfast_booking';
  const open = await rowsOf<{ id: number }>(
    root,
    'SELECT id AS id FROM information_schema.processlist WHERE user = ?',
    [user],
  );
  for (const { id } of open) {
    // The connection may have ended before.
    if (Math.random() < share) await root.query(`KILL ${id}`).catch(() => undefined);
  }
}
