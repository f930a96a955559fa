/** The names of the sides, apart from those of the curves. */
export const SIDES = {
  rawSpread: 'bare driver, many flights',
  rawHot: 'bare driver, one flight',
  bareKoa: 'bare Koa',
  noOp: 'no-op (ceiling)',
  bareKoaOneProcess: 'bare Koa, one process',
  noOpOneProcess: 'no-op, one process',
  spread: 'holds, many flights',
  hot: 'holds, one flight',
  alone: 'holds, one client',
  singleHot: 'one by one, one flight',
  singleAlone: 'one by one, one client',
  oneSeat: 'one seat, 1,000 clients',
  uncached: 'search, uncached',
  bareSearch: 'search by the bare driver',
  cached: 'search, cached',
  file: 'search from a file by nginx',
  twoStops: 'search, two stops',
  besideNothing: 'isolation: holds alone',
  beside: 'isolation: holds beside overloaded search',
  overload: 'overload: holds at five times the load',
  smallHolds: 'growth: holds, small',
  grownHolds: 'growth: holds, grown',
  smallSearch: 'growth: search, small',
  grownSearch: 'growth: search, grown',
  grownBareSearch: 'growth: search by the bare driver, grown',
  memory: 'memory of a process',
} as const;

/** The sides of a quick run: those without a second stack and without rounds that take longer. */
export const QUICK_SIDES: readonly string[] = [
  SIDES.rawSpread,
  SIDES.rawHot,
  SIDES.bareKoa,
  SIDES.noOp,
  SIDES.spread,
  SIDES.hot,
  SIDES.alone,
  SIDES.oneSeat,
  SIDES.uncached,
  SIDES.bareSearch,
  SIDES.cached,
  SIDES.file,
];

const CURVE_CLIENTS = [1, 4, 16, 64, 256, 1_024];

/** A side that is a point of a curve. */
export interface CurvePoint {
  readonly name: string;
  readonly curve: 'holds' | 'search';
  readonly clients: number;
}

/** The points of the curves over the number of clients. */
export const CURVE_POINTS: readonly CurvePoint[] = (['holds', 'search'] as const).flatMap((curve) =>
  CURVE_CLIENTS.map((clients) => ({ name: `curve: ${curve}, clients ${clients}`, curve, clients })),
);
