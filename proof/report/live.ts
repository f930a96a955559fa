import { styleText } from 'node:util';
import type { Counting, Figures } from './figures.js';

/** The interval of redraws in a terminal, and of lines elsewhere, in milliseconds. */
const REDRAW = 500;
const LINE = 5_000;

const ROWS_MAX = 8;

const MARKS = {
  available: { mark: '·', colour: 'gray' },
  held: { mark: '▒', colour: 'yellow' },
  sold: { mark: '█', colour: 'green' },
  blocked: { mark: 'x', colour: 'red' },
} as const;

/** The content of the picture. */
export interface Scene {
  readonly title: string;
  readonly counting: Counting;
  /** The flight number of the hot flight, and its seats in the order of the map. */
  readonly flight: string;
  readonly seats: () => ReadonlyMap<string, string>;
  /** How many seats have two owners according to the responses so far. */
  readonly oversold: () => number;
}

/** Shows a run: a redrawn picture in a terminal, a line at intervals elsewhere. Returns a function that ends it. */
export function showLive(scene: Scene, stream: NodeJS.WriteStream): () => void {
  if (!stream.isTTY) {
    const timer = setInterval(() => stream.write(`${lineOf(scene)}\n`), LINE);
    return () => clearInterval(timer);
  }
  let drawn = 0;
  const draw = () => {
    const lines = picture(scene, stream.columns);
    // Moves the cursor up to the start of the last picture, and overwrites it.
    stream.write(
      `${drawn === 0 ? '' : `\x1b[${drawn}A`}${lines.map((line) => `\x1b[2K${line}`).join('\n')}\n`,
    );
    drawn = lines.length;
  };
  const timer = setInterval(draw, REDRAW);
  return () => {
    clearInterval(timer);
    draw();
  };
}

function lineOf({ counting, seats, oversold }: Scene): string {
  const states = countOf(seats());
  const { requests, sold, conflicts, p50, p99, refusals } = counting.total;
  return [
    `${counting.elapsed.toFixed(0).padStart(4)} s`,
    `${requests} requests`,
    `sold ${sold}`,
    `conflicts ${conflicts}`,
    `oversold ${oversold()}`,
    `hot flight ${states.sold} sold ${states.held} held ${states.available} free`,
    `p50 ${p50.toFixed(0)} p99 ${p99.toFixed(0)} ms`,
    wordsOf(refusals),
  ].join(' · ');
}

function picture(scene: Scene, columns: number): string[] {
  const { title, counting, flight, seats, oversold } = scene;
  const all = [...seats()];
  const { sold, held, available } = countOf(seats());
  const { requests, conflicts, p50, p95, p99, refusals, sold: bookings } = counting.total;
  const wrong = oversold();
  const rate = requests / Math.max(1, counting.elapsed);
  return [
    styleText('bold', title),
    '',
    `${flight}: ${sold} sold, ${held} held, ${available} free`,
    ...rowsOf(all, columns),
    '',
    `bookings sold ${bookings}   conflicts ${conflicts}   ` +
      styleText(wrong === 0 ? 'green' : 'red', `oversold ${wrong}`),
    `${requests} requests, ${rate.toFixed(0)}/s   p50 ${p50.toFixed(0)} ms   p95 ${p95.toFixed(0)} ms   p99 ${p99.toFixed(0)} ms`,
    wordsOf(refusals).slice(0, columns - 1),
  ];
}

/** Rows as wide as the terminal, at most ROWS_MAX. */
function rowsOf(seats: readonly (readonly [string, string])[], columns: number): string[] {
  const rows: string[] = [];
  for (let from = 0; from < seats.length && rows.length < ROWS_MAX; from += columns - 1) {
    const part = seats.slice(from, from + columns - 1);
    rows.push(part.map(([, state]) => markOf(state)).join(''));
  }
  return rows;
}

function markOf(state: string): string {
  const { mark, colour } = MARKS[state as keyof typeof MARKS];
  return styleText(colour, mark);
}

function countOf(seats: ReadonlyMap<string, string>) {
  const count = { available: 0, held: 0, sold: 0, blocked: 0 };
  for (const state of seats.values()) count[state as keyof typeof count] += 1;
  return count;
}

function wordsOf(refusals: Figures['refusals']): string {
  return Object.entries(refusals)
    .map(([code, count]) => `${code} ${count}`)
    .join(', ');
}
