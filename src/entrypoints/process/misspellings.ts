import { VARIABLES } from './variables.js';

/** A variable that looks like one of ours and is none. */
export interface Misspelling {
  readonly name: string;
  /** The variable of ours that it looks most like. */
  readonly nearest: string;
  /** One typing error away from `nearest`: nothing else can be meant. */
  readonly isCertain: boolean;
}

const OURS: readonly string[] = [...Object.keys(VARIABLES), 'ENV_FILE'];

/** No name of ours is nearly as long; a longer one is not compared. */
const NAME_LENGTH_MAX = 64;

/** In a shorter name of ours a letter more, less or different makes a word that others use: PORTS, POST, ROLES. */
const CERTAIN_LENGTH_MIN = 6;

/** First words that others share with us: Node.js, OpenTelemetry, limits of anything. */
const SHARED_WORDS: ReadonlySet<string> = new Set(['NODE', 'OTEL', 'MAX', 'ENV']);

const OUR_WORDS: ReadonlySet<string> = new Set(
  OURS.filter((name) => name.includes('_'))
    .map(firstWord)
    .filter((word) => !SHARED_WORDS.has(word)),
);

/**
 * What Kubernetes and Docker set for each service that a container can reach, whatever it is called.
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const OF_A_SERVICE = /_SERVICE_(HOST|PORT)|_PORT$|_PORT_\d+_(TCP|UDP|SCTP)/;

/** Finds the slips among the names of an environment. */
export function misspellingsIn(names: Iterable<string>): Misspelling[] {
  return [...names].flatMap((name): Misspelling[] => {
    if (name.length > NAME_LENGTH_MAX || OURS.includes(name)) return [];
    const meant = OURS.find((ours) => isTypingErrorOf(name, ours));
    if (meant !== undefined) return [{ name, nearest: meant, isCertain: true }];
    const spelled = OURS.find((ours) => ours.includes('_') && ours.replaceAll('_', '') === name);
    if (spelled !== undefined) return [{ name, nearest: spelled, isCertain: false }];
    if (!OUR_WORDS.has(firstWord(name)) || !name.includes('_') || OF_A_SERVICE.test(name)) return [];
    return [{ name, nearest: nearestTo(name), isCertain: false }];
  });
}

/** A letter more, less or different, two letters swapped, or small letters in place of capitals. */
function isTypingErrorOf(name: string, ours: string): boolean {
  if (isSwapped(name, ours)) return true;
  if (ours.includes('_') && name.toUpperCase() === ours) return true;
  if (ours.length < CERTAIN_LENGTH_MIN || Math.abs(name.length - ours.length) > 1) return false;
  const start = commonPrefix(name, ours);
  const end = Math.min(commonSuffix(name, ours), Math.min(name.length, ours.length) - start);
  const [typed, wanted] = [name.slice(start, name.length - end), ours.slice(start, ours.length - end)];
  // DBHOST is how another program may spell it, and DB_HOST2 another program's second host.
  return typed.length <= 1 && wanted.length <= 1 && wanted !== '_' && !/[_\d]/.test(typed);
}

function isSwapped(name: string, ours: string): boolean {
  if (name.length !== ours.length) return false;
  const at = commonPrefix(name, ours);
  const swapped = `${ours.slice(0, at)}${ours[at + 1] ?? ''}${ours[at] ?? ''}${ours.slice(at + 2)}`;
  return name === swapped;
}

/** What it is the beginning of; else the fewest letters to change, and of several such names the longest same beginning. */
function nearestTo(name: string): string {
  const ranked = OURS.map((ours) => ({
    ours,
    edits: ours.startsWith(name) ? 0 : editDistance(name, ours),
    alike: commonPrefix(name, ours),
  })).sort((a, b) => a.edits - b.edits || b.alike - a.alike);
  return ranked[0]?.ours ?? '';
}

/** Levenshtein's distance, row by row. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = (row[column] ?? 0) + (from[index] === to[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

function commonPrefix(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function commonSuffix(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
}

function firstWord(name: string): string {
  return name.split('_', 1)[0] ?? '';
}
