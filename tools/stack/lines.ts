// Lines with the name of their process before them, in colour and in words in a terminal.
import { styleText } from 'node:util';
import { prettyFactory } from 'pino-pretty';
import type { Say } from './program.js';

const COLOURS = ['cyan', 'magenta', 'blue', 'yellow', 'green'] as const;
const WIDTH = 10;

/** How much may wait for a reader that does not read, in bytes. */
const QUEUE_BYTES_MAX = 1024 * 1024;

/** What processes log, as people like to read it. */
const pretty = prettyFactory({
  colorize: true,
  ignore: 'pid,role',
  translateTime: 'HH:MM:ss',
  singleLine: true,
});

/** How many have been given a colour. */
let given = 0;

/** Tells the lines of one process. */
export function teller(name: string, print: (line: string) => void): Say {
  const colour = COLOURS[given % COLOURS.length] ?? 'green';
  given += 1;
  if (!process.stdout.isTTY) return (line) => print(`${name.padEnd(WIDTH)} ${line}`);
  const label = styleText(colour, name.padEnd(WIDTH));
  return (line) => print(`${label} ${line.startsWith('{') ? pretty(line).trimEnd() : line}`);
}

/**
 * Prints lines as far as they are taken: none is waited for, and what does not fit, or cannot be written, is dropped.
 * `onFailure` is told why, each time that it begins.
 */
export function printer(
  stream: NodeJS.WriteStream,
  onFailure: (error: NodeJS.ErrnoException) => void,
): (line: string) => void {
  let dropped = 0;
  let isFailing = false;
  // Each line hears of its own failure; without a listener the first one would end this process.
  stream.on('error', () => undefined);
  const write = (text: string) => {
    stream.write(`${text}\n`, (error) => {
      if (error) dropped += 1;
      if (error && !isFailing) onFailure(error);
      isFailing = Boolean(error);
    });
  };
  return (line) => {
    if (stream.writableLength + line.length > QUEUE_BYTES_MAX) {
      dropped += 1;
      return;
    }
    if (dropped > 0 && stream.writableLength === 0 && !isFailing) {
      write(`${dropped} lines were dropped: they were not read, or could not be written`);
      dropped = 0;
    }
    write(line);
  };
}
