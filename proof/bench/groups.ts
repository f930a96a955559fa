import { startBareKoa, startBareService } from './bare-service.js';
import { startBookingProcess } from './booking-process.js';
import { multiplyData } from './grown-data.js';
import { bareKoaSide, holdsSide, noOpSide, oneSeatSide } from './hold-sides.js';
import { ISOLATION_CLIENTS, isolationSide } from './isolation-side.js';
import { memorySide } from './memory-side.js';
import { CURVE_POINTS, SIDES } from './names.js';
import { once } from './once.js';
import { overloadSide } from './overload-side.js';
import { RawSales, rawSide } from './raw-sales.js';
import { bareSearchSide, cached, searchSide, staticSide, twoStops, uncached } from './search-sides.js';
import type { Side } from './side.js';
import { openSite, type Opening, type Site } from './site.js';
import { stockUp } from './stock.js';

type Makers = ReadonlyMap<string, () => Promise<Side>>;

/** Sides that share what they run on, which starts when the first of them is made. They take turns. */
export type Group = (opening: Opening) => Makers;

/** All groups, in the order in which they run. */
export const GROUPS: readonly Group[] = [main, growth, curves, memory];

/** The makers of sides by name, each called with its name. */
function makersOf(makers: Readonly<Record<string, (name: string) => Promise<Side>>>): Makers {
  return new Map(Object.entries(makers).map(([name, make]) => [name, () => make(name)]));
}

function main(opening: Opening): Makers {
  const { endings } = opening;
  const site = once(() => openSite(opening));
  const oneByOne = once(() => openSite(opening, { COMBINE: '0' }));
  const raw = once(async () => {
    const { port, password } = (await site()).database;
    const sales = await RawSales.open(port, password);
    endings.add(() => sales.close());
    return sales;
  });
  const bare = once(async () => {
    const { stack, searches } = await site();
    const answers = (await searches()).map(({ body }) => body);
    return await startBareService(stack.secret, answers, endings);
  });
  const bareKoa = async () => await startBareKoa((await site()).stack.secret, endings);

  return makersOf({
    [SIDES.rawSpread]: async (name) => rawSide(name, await site(), { raw: await raw(), isOneFlight: false }),
    [SIDES.rawHot]: async (name) => rawSide(name, await site(), { raw: await raw(), isOneFlight: true }),
    [SIDES.bareKoa]: async (name) => bareKoaSide(name, await site(), await bare()),
    [SIDES.noOp]: async (name) => noOpSide(name, await site()),
    [SIDES.bareKoaOneProcess]: async (name) => bareKoaSide(name, await site(), await bareKoa()),
    [SIDES.noOpOneProcess]: async (name) =>
      noOpSide(name, await site(), (await startBookingProcess(await site())).port),
    [SIDES.spread]: async (name) => await holdsSide(name, await site(), { seats: 'spread' }),
    [SIDES.hot]: async (name) => await holdsSide(name, await site(), { seats: 'hot' }),
    [SIDES.singleHot]: async (name) => await holdsSide(name, await oneByOne(), { seats: 'hot' }),
    [SIDES.alone]: async (name) => await holdsSide(name, await site(), { seats: 'spread', clients: 1 }),
    [SIDES.singleAlone]: async (name) =>
      await holdsSide(name, await oneByOne(), { seats: 'spread', clients: 1 }),
    [SIDES.oneSeat]: async (name) => await oneSeatSide(name, await site()),
    [SIDES.uncached]: async (name) => await searchSide(name, await site(), { pathOf: uncached }),
    [SIDES.bareSearch]: async (name) => await bareSearchSide(name, await site()),
    [SIDES.cached]: async (name) => await searchSide(name, await site(), { pathOf: cached }),
    [SIDES.file]: async (name) => await staticSide(name, await site(), await bare()),
    [SIDES.twoStops]: async (name) => await searchSide(name, await site(), { pathOf: twoStops }),
    [SIDES.besideNothing]: async (name) =>
      await holdsSide(name, await site(), { seats: 'spread', clients: ISOLATION_CLIENTS }),
    [SIDES.beside]: async (name) => await isolationSide(name, await site()),
    [SIDES.overload]: async (name) => await overloadSide(name, await site()),
  });
}

/** Two stacks, of which one has many times the flights and bookings of the other. */
function growth(opening: Opening): Makers {
  const { growth: times, say } = opening;
  const stocked = async (): Promise<Site> => {
    const site = await openSite(opening);
    await stockUp(site);
    return site;
  };
  const small = once(stocked);
  const grown = once(async () => {
    const site = await stocked();
    say(`Multiplying its flights and bookings by ${times} …`);
    const { flights, bookings } = await multiplyData(site.root, times);
    say(`The grown stack has ${flights} flights and ${bookings} bookings.`);
    return site;
  });

  return makersOf({
    [SIDES.smallHolds]: async (name) => await holdsSide(name, await small(), { seats: 'spread' }),
    [SIDES.grownHolds]: async (name) => await holdsSide(name, await grown(), { seats: 'spread' }),
    [SIDES.smallSearch]: async (name) => await searchSide(name, await small(), { pathOf: uncached }),
    [SIDES.grownSearch]: async (name) => await searchSide(name, await grown(), { pathOf: uncached }),
    [SIDES.grownBareSearch]: async (name) => await bareSearchSide(name, await grown()),
  });
}

/** Holds and searches over the number of clients. */
function curves(opening: Opening): Makers {
  const site = once(() => openSite(opening));
  return new Map(
    CURVE_POINTS.map(({ name, curve, clients }) => [
      name,
      async () =>
        curve === 'holds'
          ? await holdsSide(name, await site(), { seats: 'spread', clients })
          : await searchSide(name, await site(), { pathOf: uncached, clients }),
    ]),
  );
}

function memory(opening: Opening): Makers {
  return makersOf({
    [SIDES.memory]: async (name) => await memorySide(name, await openSite(opening), opening.requests),
  });
}
