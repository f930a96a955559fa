// Lines with the name of their process before them, in colour in a terminal.
import { styleText } from 'node:util';

const COLOURS = /** @type {const} */ (['cyan', 'magenta', 'blue', 'yellow', 'green']);
const WIDTH = 10;

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
  const label = process.stdout.isTTY ? styleText(colour, name.padEnd(WIDTH)) : name.padEnd(WIDTH);
  return (line) => print(`${label} ${line}`);
}
