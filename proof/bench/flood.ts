import { load } from './load.js';
import { get } from './requests.js';
import { respelled } from './searches.js';

/** What a flood sends, and where. */
export interface Flood {
  readonly port: number;
  readonly perSecond: number;
  readonly clients: number;
  readonly milliseconds: number;
  readonly paths: readonly string[];
}

/**
 * Sends searches at a fixed rate, whatever comes back. A program of its own, so that it does not delay the requests that
 * the bench measures. Its argument is a Flood as JSON; it prints the responses by status as JSON.
 */
const { port, perSecond, clients, milliseconds, paths } = JSON.parse(process.argv[2] ?? '') as Flood;
let sent = 0;
const { statuses, seconds } = await load({
  port,
  clients,
  duration: milliseconds,
  perSecond,
  next: () => {
    sent += 1;
    return get(respelled(paths[sent % paths.length] ?? '/', sent));
  },
});
process.stdout.write(`${JSON.stringify({ statuses, seconds, sent })}\n`);
