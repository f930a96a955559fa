import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Watched } from '../verdict/events.js';
import type { HttpClient } from './http-client.js';
import { seatsOn, type SeatMap, type ShownSeat } from './seats.js';

/** How soon a watcher looks again after its stream has ended, in milliseconds. */
const PAUSE = 500;

/** How long the last events may take, in milliseconds. */
const CALM_MAX = 20_000;

/** The map, or those of its seats that have changed. */
type SeatEvent = { readonly version: number } & (SeatMap | { readonly seats: readonly ShownSeat[] });

/** Watches the seats of one flight, as the page of a traveller would; goes on from where it was when its stream breaks. */
export class SeatWatcher {
  readonly versions: { version: number; isSnapshot: boolean }[] = [];
  /** In the order of the map. */
  readonly seats = new Map<string, string>();
  private lastId: string | null = null;
  private asking: ClientRequest | null = null;
  private isOver = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly baseUrl: string,
    readonly flight: string,
  ) {}

  start(): void {
    const url = new URL(`/flights/${this.flight}/seats/events`, this.baseUrl);
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const headers = {
      Accept: 'text/event-stream',
      ...(this.lastId === null ? {} : { 'Last-Event-ID': this.lastId }),
    };
    this.asking = send(url, { headers }, (response) => this.read(response));
    // Broken or refused: it looks again in a moment. What was missed is told then.
    this.asking.once('error', () => undefined);
    this.asking.once('close', () => {
      if (!this.isOver) this.timer = setTimeout(() => this.start(), PAUSE);
    });
    this.asking.end();
  }

  /** Waits until what was told is what the map shows, up to a bound; then stops, and answers both. */
  async finish(client: HttpClient): Promise<Watched> {
    const deadline = performance.now() + CALM_MAX;
    for (;;) {
      const path = `/flights/${this.flight}/seats`;
      const { status, body } = await client.ask({ traveller: 'nobody', method: 'GET', path }, null);
      const map = status === 200 ? statesOf(body as SeatMap) : new Map<string, string>();
      const isSame = map.size > 0 && [...map].every(([seat, state]) => this.seats.get(seat) === state);
      if (isSame || performance.now() > deadline) {
        this.stop();
        return { versions: this.versions, seats: this.seats, map };
      }
      await sleep(PAUSE);
    }
  }

  stop(): void {
    this.isOver = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.asking?.destroy();
  }

  private read(response: IncomingMessage): void {
    if (response.statusCode !== 200) {
      response.resume();
      return;
    }
    let rest = '';
    response.setEncoding('utf8');
    response.on('error', () => undefined);
    response.on('data', (chunk: string) => {
      const events = (rest + chunk).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) this.take(event);
    });
  }

  private take(event: string): void {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(event)?.[1];
    const [id, data, kind] = [field('id'), field('data'), field('event')];
    if (id === undefined || data === undefined) return;
    this.lastId = id;
    const body = JSON.parse(data) as SeatEvent;
    const isSnapshot = kind === 'snapshot';
    this.versions.push({ version: body.version, isSnapshot });
    const seats = 'cabins' in body ? seatsOn(body) : body.seats;
    for (const { seat, state } of seats) this.seats.set(seat, state);
  }
}

function statesOf(map: SeatMap): Map<string, string> {
  return new Map(seatsOn(map).map(({ seat, state }) => [seat, state]));
}
