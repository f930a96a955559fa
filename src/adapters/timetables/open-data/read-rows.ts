import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse, type InfoRecord } from 'csv-parse';
import type { DataFile } from './data-files.js';
import { OpenDataError } from './open-data-error.js';

/** The format of the rows of a file. */
export interface RowFormat {
  readonly delimiter: ',' | ';' | '^';
  /** Whether fields may be in double quotes, with quotes within them doubled or escaped by a backslash. */
  readonly quoted: boolean;
  /** The required columns; reports name them when a file has others. */
  readonly columns: readonly string[];
  /** How the first line begins if it is a header. */
  readonly header?: string;
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: InfoRecord;
}

/** OpenFlights' files, with the names of their columns. */
export const openFlights = (...columns: string[]): RowFormat => ({ delimiter: ',', quoted: true, columns });

/** Real lines have a few hundred characters; a file without line ends must not fill the memory. */
const LINE_MAX = 10_000;

/** Characters that no UTF-8 text has: controls, and the decoder's replacement for broken bytes. */
const NO_TEXT = /[\p{Cc}\uFFFD]/u;

const FIELD = '(?:"[^"]*(?:""[^"]*)*"|[^",]*)';
const WELL_QUOTED = new RegExp(`^${FIELD}(?:,${FIELD})*$`);

/**
 * Calls `onRow` with each row and its line number; it returns the reason to skip the row, or null. Broken rows are
 * logged, whatever the file contains. Records of these files never span lines, so each line is checked before it
 * reaches the parser: an open quote affects only its own line. Throws OpenDataError if the file cannot be read.
 */
export async function readRows(
  file: DataFile,
  format: RowFormat,
  onRow: (fields: readonly string[], line: number) => string | null,
): Promise<void> {
  const { columns } = format;
  const parser = parse({
    delimiter: format.delimiter,
    record_delimiter: '\n',
    quote: format.quoted ? '"' : null,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  try {
    await pipeline(checkedText(file, format), parser, async (rows: AsyncIterable<ParsedRow>) => {
      for await (const { record, info } of rows) {
        const fault =
          record.length === columns.length ? onRow(record, info.lines) : `not ${columns.length} fields`;
        if (fault !== null) file.log.skip(info.lines, fault);
      }
    });
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new OpenDataError(`${file.path} cannot be read: ${error.message}. Make it readable.`, {
      cause: error,
    });
  }
}

/** The file's text, with an empty line for each skipped one, so that line numbers stay correct. */
async function* checkedText(file: DataFile, format: RowFormat): AsyncGenerator<string> {
  let number = 0;
  const check = (line: string): string => {
    number += 1;
    const text = format.quoted ? standardQuotes(withoutFrame(line, number)) : withoutFrame(line, number);
    if (number === 1 && format.header !== undefined && text.startsWith(format.header)) return '\n';
    file.log.row();
    const fault = faultOf(text, format);
    if (fault === null) return `${text}\n`;
    file.log.skip(number, fault);
    return '\n';
  };
  let rest = '';
  for await (const chunk of createReadStream(file.path, 'utf8') as AsyncIterable<string>) {
    const lines = chunk.split('\n');
    lines[0] = (rest + (lines[0] ?? '')).slice(0, LINE_MAX + 1);
    rest = lines.pop() ?? '';
    yield lines.map(check).join('');
  }
  if (rest !== '') yield check(rest);
}

/** The line without a byte order mark at its beginning and without the carriage return of Windows. */
function withoutFrame(line: string, number: number): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return number === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** OpenFlights escapes quotes and backslashes with a backslash in some rows and doubles quotes in others. */
function standardQuotes(text: string): string {
  return text.replaceAll(/\\(["'\\])/g, (_, escaped: string) => (escaped === '"' ? '""' : escaped));
}

function faultOf(text: string, format: RowFormat): string | null {
  if (text === '') return 'empty line';
  if (text.length > LINE_MAX) return `longer than ${LINE_MAX} characters`;
  if (NO_TEXT.test(text)) return 'no UTF-8 text';
  if (format.quoted && !WELL_QUOTED.test(text)) return 'broken quotes';
  return null;
}
