/** Rows of a file that were skipped for one reason. */
export interface SkippedRows {
  readonly reason: string;
  readonly rows: number;
  /** The first few line numbers. */
  readonly exampleLines: readonly number[];
}

/** How many rows of a file were read, used and skipped. Each row that was read was either used or skipped. */
export interface FileReport {
  /** Its path within the folder. */
  readonly file: string;
  /** Optional files may be missing. */
  readonly found: boolean;
  readonly read: number;
  readonly used: number;
  /** The most frequent reason comes first. */
  readonly skipped: readonly SkippedRows[];
}

/** The rows that an import used and skipped. Plain data, so that it can be printed as JSON. */
export interface SkipReport {
  readonly files: readonly FileReport[];
  /** Remarks on the whole timetable. */
  readonly notes: readonly string[];
}

const EXAMPLES_MAX = 3;

/** Counts the used and the skipped rows of one file. */
export class FileLog {
  private read = 0;
  private readonly skipped = new Map<string, Omit<SkippedRows, 'reason'>>();

  constructor(
    private readonly file: string,
    private readonly found: boolean,
  ) {}

  /** Counts a row as read. It counts as used unless `skip` is called for it, too. */
  row(): void {
    this.read += 1;
  }

  skip(line: number, reason: string): void {
    const { rows, exampleLines } = this.skipped.get(reason) ?? { rows: 0, exampleLines: [] };
    const firstLines = [...exampleLines, line].sort((a, b) => a - b).slice(0, EXAMPLES_MAX);
    this.skipped.set(reason, { rows: rows + 1, exampleLines: firstLines });
  }

  report(): FileReport {
    const skipped = [...this.skipped]
      .map(([reason, { rows, exampleLines }]) => ({ reason, rows, exampleLines }))
      .sort((a, b) => b.rows - a.rows);
    const used = skipped.reduce((rest, { rows }) => rest - rows, this.read);
    return { file: this.file, found: this.found, read: this.read, used, skipped };
  }
}

/** The report as lines of text for a terminal. */
export function formatSkipReport(report: SkipReport): string {
  return [...report.files.flatMap(fileLines), ...report.notes].join('\n');
}

/** The report of one file as lines of text. */
export function fileLines({ file, found, read, used, skipped }: FileReport): string[] {
  if (!found) return [`${file}: not found, not required`];
  return [
    `${file}: ${read} rows, ${used} used`,
    ...skipped.map(({ reason, rows, exampleLines }) => {
      const more = rows > exampleLines.length ? ', ...' : '';
      return `  ${rows} skipped: ${reason} (line ${exampleLines.join(', ')}${more})`;
    }),
  ];
}
