import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Watched } from '../verdict/events.js';
import type { HttpClient } from './http-client.js';
import { seatsOn, type SeatMap, type ShownSeat } from './seats.js';

/** The pause before a watcher reconnects, and between reads of the map, in milliseconds. */
const PAUSE = 500;

/** The time limit for the last events, in milliseconds. */
const SYNC_MAX = 20_000;

/** A whole seat map, or the changed seats. */
type SeatEvent = { readonly version: number } & (SeatMap | { readonly seats: readonly ShownSeat[] });

/** Watches the seats of one flight through its event stream; continues after the last event when the stream breaks. */
export class SeatWatcher {
  readonly versions: { version: number; isSnapshot: boolean }[] = [];
  /** The last state of each seat, in the order of the map. */
  readonly seats = new Map<string, string>();
  private lastId: string | null = null;
  private stream: ClientRequest | null = null;
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
    this.stream = send(url, { headers }, (response) => this.read(response));
    // After an error or a refusal it reconnects, and then receives what it missed.
    this.stream.once('error', () => undefined);
    this.stream.once('close', () => {
      if (!this.isOver) this.timer = setTimeout(() => this.start(), PAUSE);
    });
    this.stream.end();
  }

  /** Waits until the received states agree with the map, up to a time limit; then stops and returns both. */
  async finish(client: HttpClient): Promise<Watched> {
    const deadline = performance.now() + SYNC_MAX;
    for (;;) {
      const path = `/flights/${this.flight}/seats`;
      const { status, body } = await client.ask({ traveller: 'anonymous', method: 'GET', path }, null);
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
    this.stream?.destroy();
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
