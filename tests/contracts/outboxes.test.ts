import type { SeatCountsOutbox } from '../../src/application/booking/ports.js';
import type { FlightChangesOutbox } from '../../src/application/search/ports.js';
import { sell } from '../../src/domain/booking/seat.js';
import { aCatalogueFlight, loadPlaces } from '../support/stores/catalogue-scene.js';
import { describeOutbox, type OutboxScene, type RelayedOutbox } from '../support/stores/outbox-contract.js';
import { flightOnSale, lockSeats, newId } from '../support/stores/scene.js';
import { openBookingStores, openSearchStores, type SearchStores } from '../support/stores/stores.js';

describeOutbox("booking's outbox of seat counts", async (): Promise<OutboxScene> => {
  const stores = await openBookingStores();
  const relayed = (outbox: SeatCountsOutbox): RelayedOutbox => ({
    send: (limit, deliver) =>
      outbox.send(limit, (counts) => deliver(counts.map(({ flightId, version }) => ({ flightId, version })))),
    backlog: () => outbox.backlog(),
  });
  return {
    clock: stores.clock,
    outboxes: [relayed(stores.outboxes[0]), relayed(stores.outboxes[1])],
    newFlight: async () => (await flightOnSale(stores)).flightId,
    change: async (flightId) => {
      await stores.units.run(async (inside) => {
        const [before] = await lockSeats(inside, flightId, ['10A']);
        await inside.seats.write([{ before: before!, after: sell(before!, newId()) }]);
      });
      return (await stores.reads.seatMapVersions([flightId])).get(flightId)!;
    },
    close: () => stores.close(),
  };
});

describeOutbox("search's outbox of changed flights", async (): Promise<OutboxScene> => {
  const stores = await openSearchStores();
  await loadPlaces(stores);
  return {
    clock: stores.clock,
    outboxes: [relayedIds(stores, stores.outboxes[0]), relayedIds(stores, stores.outboxes[1])],
    newFlight: async () => {
      const flight = aCatalogueFlight();
      await stores.units.run((inside) => inside.insertFlight(flight));
      return flight.id;
    },
    change: (flightId) =>
      stores.units.run(async (inside) => {
        const flight = await inside.lockFlight(flightId);
        const version = flight!.version + 1;
        await inside.updateFlight({ ...flight!, version });
        return version;
      }),
    close: () => stores.close(),
  };
});

/** Search's outbox sends only ids, so the current versions are read here. */
function relayedIds({ reads }: SearchStores, outbox: FlightChangesOutbox): RelayedOutbox {
  return {
    send: (limit, deliver) =>
      outbox.send(limit, async (flightIds) => {
        const flights = await Promise.all(flightIds.map((id) => reads.flight(id)));
        return deliver(flights.map((flight) => ({ flightId: flight!.id, version: flight!.version })));
      }),
    backlog: () => outbox.backlog(),
  };
}
