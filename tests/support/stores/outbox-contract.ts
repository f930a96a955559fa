import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Backlog, SentBatch } from '../../../src/application/shared/outbox.js';
import type { AdjustableClock } from '../builders/adjustable-clock.js';
import { atOnce, signal } from './scene.js';
import { IN_DATABASE } from './stores.js';

/** An outbox of either role, and the changes that put a flight into it. */
export interface OutboxScene {
  readonly clock: AdjustableClock;
  /** The outboxes of two relays over one store. */
  readonly outboxes: readonly [RelayedOutbox, RelayedOutbox];
  /** Makes a flight that has nothing to send; returns its id. */
  newFlight(): Promise<string>;
  /** Changes the flight, so that it must be sent; returns the version that must be received. */
  change(flightId: string): Promise<number>;
  close(): Promise<void>;
}

export interface RelayedOutbox {
  send(limit: number, deliver: (batch: readonly Told[]) => Promise<readonly string[]>): Promise<SentBatch>;
  backlog(): Promise<Backlog>;
}

/** A message about a flight, with the flight's version at the moment of delivery. */
export interface Told {
  readonly flightId: string;
  readonly version: number;
}

/** The tests that every outbox must pass. */
export function describeOutbox(name: string, open: () => Promise<OutboxScene>): void {
  describe(name, () => {
    let scene: OutboxScene;
    beforeEach(async () => {
      scene = await open();
    });
    afterEach(() => scene.close());

    const NOTHING: SentBatch = { sent: 0, rejected: [] };

    /** Sends what is due and returns it. */
    async function drain(limit = 100): Promise<Told[]> {
      const sent: Told[] = [];
      await scene.outboxes[0].send(limit, async (batch) => {
        sent.push(...batch);
        return [];
      });
      return sent;
    }

    async function changedFlights(count: number): Promise<Told[]> {
      const flights: Told[] = [];
      for (let n = 0; n < count; n += 1) {
        const flightId = await scene.newFlight();
        flights.push({ flightId, version: await scene.change(flightId) });
      }
      return flights;
    }

    it('sends nothing before anything changes', async () => {
      await scene.newFlight();
      const sent = await scene.outboxes[0].send(100, async () => {
        throw new Error('there is nothing to deliver');
      });
      expect(sent).toEqual(NOTHING);
    });

    it('returns how many messages wait, and for how long', async () => {
      expect(await scene.outboxes[0].backlog()).toEqual({ waiting: 0, oldestMilliseconds: 0 });
      await changedFlights(2);
      expect((await scene.outboxes[0].backlog()).waiting).toBe(2);
      scene.clock.advance(60_000);
      await changedFlights(1);
      const { waiting, oldestMilliseconds } = await scene.outboxes[0].backlog();
      expect(waiting).toBe(3);
      expect(oldestMilliseconds).toBeGreaterThanOrEqual(60_000);
      await drain();
      expect(await scene.outboxes[0].backlog()).toEqual({ waiting: 0, oldestMilliseconds: 0 });
    });

    it('sends each change once, and returns how many', async () => {
      const flights = await changedFlights(3);
      let received: readonly Told[] = [];
      const sent = await scene.outboxes[0].send(100, async (batch) => {
        received = batch;
        return [];
      });
      expect([...received].sort(byFlight)).toEqual([...flights].sort(byFlight));
      expect(sent).toEqual({ sent: 3, rejected: [] });
      expect(await drain()).toEqual([]);
    });

    it('sends a flight that changed often once, with its latest version', async () => {
      const [flight] = await changedFlights(1);
      await scene.change(flight!.flightId);
      const version = await scene.change(flight!.flightId);
      expect(await drain()).toEqual([{ flightId: flight!.flightId, version }]);
      expect(await drain()).toEqual([]);
    });

    it('sends a flight again that changes after it was sent', async () => {
      const [flight] = await changedFlights(1);
      await drain();
      const version = await scene.change(flight!.flightId);
      expect(await drain()).toEqual([{ flightId: flight!.flightId, version }]);
    });

    it('sends no more at once than the limit, the oldest first', async () => {
      const flights: Told[] = [];
      for (let n = 0; n < 5; n += 1) {
        flights.push(...(await changedFlights(1)));
        scene.clock.advance(10);
      }
      const batches = [await drain(2), await drain(2), await drain(2), await drain(2)];
      expect(batches.map(({ length }) => length)).toEqual([2, 2, 1, 0]);
      expect(batches.map((batch) => [...batch].sort(byFlight))).toEqual(
        [flights.slice(0, 2), flights.slice(2, 4), flights.slice(4), []].map((batch) => batch.sort(byFlight)),
      );
    });

    it('keeps all messages when the delivery throws, and sends them the next time', async () => {
      const flights = await changedFlights(3);
      const failure = new Error('the receiver is away');
      const sent = scene.outboxes[0].send(100, async () => {
        throw failure;
      });
      await expect(sent).rejects.toBe(failure);
      expect((await drain()).sort(byFlight)).toEqual(flights.sort(byFlight));
    });

    it('sends a rejected message again after one second, then after twice as long each time', async () => {
      const [rejected, taken] = await changedFlights(2);
      const sent = await scene.outboxes[0].send(100, async () => [rejected!.flightId]);
      expect(sent).toEqual({ sent: 1, rejected: [rejected!.flightId] });
      for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
        scene.clock.advance(seconds * 1_000 - 500);
        expect(await drain()).toEqual([]);
        scene.clock.advance(500);
        const retried = await scene.outboxes[0].send(100, async (batch) =>
          batch.map(({ flightId }) => flightId),
        );
        expect(retried).toEqual({ sent: 0, rejected: [rejected!.flightId] });
      }
      scene.clock.advance(30_000);
      expect(await drain()).toEqual([rejected]);
      scene.clock.advance(60_000);
      expect(await drain()).toEqual([]);

      const version = await scene.change(taken!.flightId);
      expect(await drain()).toEqual([{ flightId: taken!.flightId, version }]);
    });

    it('counts rejections from the beginning once a message was sent', async () => {
      const [flight] = await changedFlights(1);
      const reject = () => scene.outboxes[0].send(100, async () => [flight!.flightId]);
      await reject();
      scene.clock.advance(1_000);
      await reject();
      scene.clock.advance(2_000);
      expect(await drain()).toEqual([flight]);
      const version = await scene.change(flight!.flightId);
      await reject();
      scene.clock.advance(1_000);
      expect(await drain()).toEqual([{ flightId: flight!.flightId, version }]);
    });

    it('sends waiting messages, rejected or not, within 30 s after the clock is set back', async () => {
      const [rejected, waiting] = await changedFlights(2);
      await scene.outboxes[0].send(100, async () => [rejected!.flightId, waiting!.flightId]);
      const version = await scene.change(waiting!.flightId);
      scene.clock.step(-3_600_000);
      const sent = await drain();
      scene.clock.advance(30_000);
      sent.push(...(await drain()));
      expect(sent.sort(byFlight)).toEqual(
        [rejected, { ...waiting!, version }].sort((a, b) => byFlight(a!, b!)),
      );
      expect(await drain()).toEqual([]);
      const { waiting: left, oldestMilliseconds } = await scene.outboxes[0].backlog();
      expect([left, oldestMilliseconds]).toEqual([0, 0]);
    });

    it('sends the latest version of a flight that was rejected and changed since', async () => {
      const [flight] = await changedFlights(1);
      await scene.outboxes[0].send(100, async () => [flight!.flightId]);
      const version = await scene.change(flight!.flightId);
      scene.clock.advance(30_000);
      expect(await drain()).toEqual([{ flightId: flight!.flightId, version }]);
    });

    it('sends a flight again that changes while it is being sent', async () => {
      const [moving, still] = await changedFlights(2);
      let version = 0;
      await scene.outboxes[0].send(100, async () => {
        version = await scene.change(moving!.flightId);
        return [];
      });
      expect(version).toBeGreaterThan(moving!.version);
      expect(await drain()).toEqual([{ flightId: moving!.flightId, version }]);
      expect(still!.version).toBeGreaterThan(0);
      expect(await drain()).toEqual([]);
    });

    it('loses nothing with two relays at once, while flights keep changing', async () => {
      const ids = (await changedFlights(6)).map(({ flightId }) => flightId);
      const received = new Map<string, number>();
      const latest = new Map<string, number>();
      const relay = async (n: 0 | 1) => {
        await scene.outboxes[n].send(4, async (batch) => {
          for (const { flightId, version } of batch) {
            received.set(flightId, Math.max(received.get(flightId) ?? 0, version));
          }
          return [];
        });
      };
      let isChanging = true;
      const relays = ([0, 1] as const).map(async (n) => {
        while (isChanging) {
          await relay(n);
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
      for (let round = 0; round < 5; round += 1) {
        await atOnce(ids.length, async (n) => {
          const version = await scene.change(ids[n]!);
          latest.set(ids[n]!, version);
        });
      }
      isChanging = false;
      await Promise.all(relays);
      for (let round = 0; round < 3; round += 1) await Promise.all([relay(0), relay(1)]);
      expect(received).toEqual(new Map(ids.map((id) => [id, latest.get(id)])));
    });

    // In memory a relay and its outbox end together.
    it.runIf(IN_DATABASE)('leases a batch to its relay for one second, and then to others', async () => {
      const [flight] = await changedFlights(1);
      const isTaken = signal();
      const mayEnd = signal();
      const stuck = scene.outboxes[1].send(100, async () => {
        isTaken.give();
        await mayEnd.given;
        return [];
      });
      await isTaken.given;
      expect(await drain()).toEqual([]);
      scene.clock.advance(1_000);
      expect(await drain()).toEqual([flight]);
      mayEnd.give();
      await stuck;
      expect(await drain()).toEqual([]);
    });
  });
}

function byFlight(a: Told, b: Told): number {
  return a.flightId < b.flightId ? -1 : 1;
}
