// Lines with the name of their process before them, in colour and in words in a terminal.
import { styleText } from 'node:util';
import { prettyFactory } from 'pino-pretty';

const COLOURS = /** @type {const} */ (['cyan', 'magenta', 'blue', 'yellow', 'green']);
const WIDTH = 10;

/** What processes log, as people like to read it. */
const pretty = prettyFactory({
  colorize: true,
  ignore: 'pid,role',
  translateTime: 'HH:MM:ss',
  singleLine: true,
});

/** How many have been given a colour. */
let given = 0;

/**
 * Tells the lines of one process.
 * @param {string} name
 * @param {(line: string) => void} print
 * @returns {import('./program.mjs').Say}
 */
export function teller(name, print) {
  const colour = COLOURS[given % COLOURS.length] ?? 'green';
  given += 1;
  if (!process.stdout.isTTY) return (line) => print(`${name.padEnd(WIDTH)} ${line}`);
  const label = styleText(colour, name.padEnd(WIDTH));
  return (line) => print(`${label} ${line.startsWith('{') ? pretty(line).trimEnd() : line}`);
}
