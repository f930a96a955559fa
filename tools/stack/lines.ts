// Prints lines with the name of their process, in colour and as readable text in a terminal.
import { styleText } from 'node:util';
import { prettyFactory } from 'pino-pretty';
import type { Say } from './program.js';

const COLOURS = ['cyan', 'magenta', 'blue', 'yellow', 'green'] as const;
const WIDTH = 10;

/** How many bytes may wait for a slow reader. */
const QUEUE_BYTES_MAX = 1024 * 1024;

/** Formats JSON log lines as readable text. */
const pretty = prettyFactory({
  colorize: true,
  ignore: 'pid,role',
  translateTime: 'HH:MM:ss',
  singleLine: true,
});

/** How many processes have a colour. */
let coloured = 0;

/** Returns a function that prints the lines of one process with its name. */
export function teller(name: string, print: (line: string) => void): Say {
  const colour = COLOURS[coloured % COLOURS.length] ?? 'green';
  coloured += 1;
  if (!process.stdout.isTTY) return (line) => print(`${name.padEnd(WIDTH)} ${line}`);
  const label = styleText(colour, name.padEnd(WIDTH));
  return (line) => print(`${label} ${line.startsWith('{') ? pretty(line).trimEnd() : line}`);
}

/**
 * Returns a function that prints lines without waiting. It drops lines that do not fit into its queue or cannot be
 * written, and calls `onFailure` with the error when writing begins to fail.
 */
export function printer(
  stream: NodeJS.WriteStream,
  onFailure: (error: NodeJS.ErrnoException) => void,
): (line: string) => void {
  let dropped = 0;
  let isFailing = false;
  // Each write has its own callback; without a listener, the first error would end this process.
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
      write(`${dropped} lines were dropped: they could not be written`);
      dropped = 0;
    }
    write(line);
  };
}
