import { createInterface } from 'node:readline/promises';
import { Misuse } from './command-errors.js';

/** The consent that is required before stored data is deleted. */
export interface Consent {
  /** The name of the database, which `--yes` must repeat. */
  readonly name: string;
  /** The value of `--yes`. */
  readonly yes: string | undefined;
  readonly isProduction: boolean;
  /** Whether `--in-production` was given. */
  readonly inProduction: boolean;
}

/**
 * Whether stored data may be deleted: `--yes` repeats the name, or a person types it in a terminal. Throws Misuse,
 * which says what to add: in production without `--in-production`, for another name in `--yes`, and without a terminal.
 */
export async function hasConsent({ name, yes, isProduction, inProduction }: Consent): Promise<boolean> {
  if (isProduction && !inProduction)
    throw new Misuse(`Rejected with NODE_ENV=production. To continue, add --in-production --yes ${name}.`);
  if (yes !== undefined) {
    if (yes === name) return true;
    throw new Misuse(`--yes ${yes} is not the name of the database. To continue: --yes ${name}`);
  }
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new Misuse(`Without a terminal, --yes must repeat the name of the database: --yes ${name}.`);
  return (await typedAfter(`Type the name of the database, ${name}, to continue: `)) === name;
}

/** Returns what a person types after a question; an empty text if the terminal closes. */
async function typedAfter(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return (await Promise.race([lines.question(question), closed])).trim();
  } finally {
    lines.close();
  }
}
