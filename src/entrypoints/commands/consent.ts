import { createInterface } from 'node:readline/promises';
import { Misuse } from './command-errors.js';

/** What must be agreed to before stored data are taken away. */
export interface Consent {
  /** The name that shows that the right database is meant. */
  readonly name: string;
  /** What `--yes` said. */
  readonly yes: string | undefined;
  readonly isProduction: boolean;
  /** Whether `--in-production` was said. */
  readonly inProduction: boolean;
}

/**
 * Whether stored data may be taken away: `--yes` says the name, or a person types it in a terminal. Throws Misuse,
 * which says what to add, in production without `--in-production`, and without a terminal or with another name.
 */
export async function hasConsent({ name, yes, isProduction, inProduction }: Consent): Promise<boolean> {
  if (isProduction && !inProduction)
    throw new Misuse(
      `Refused with NODE_ENV=production. If this is meant, add --in-production --yes ${name}.`,
    );
  if (yes !== undefined) {
    if (yes === name) return true;
    throw new Misuse(`--yes ${yes} is not the name of the database. If this is meant: --yes ${name}`);
  }
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new Misuse(`Without a terminal to ask in, --yes must say the name of the database: --yes ${name}.`);
  return (await typedAfter(`Type the name of the database, ${name}, to go on: `)) === name;
}

/** What a person types after a question; nothing when the terminal ends meanwhile. */
async function typedAfter(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return (await Promise.race([lines.question(question), closed])).trim();
  } finally {
    lines.close();
  }
}
