import { VARIABLES } from './variables.js';

/** A variable that Holdfast does not know, but whose name resembles one that it knows. */
export interface Misspelling {
  readonly name: string;
  /** The variable of Holdfast with the most similar name. */
  readonly nearest: string;
  /** Whether the name is one typing error away from `nearest`. */
  readonly isCertain: boolean;
}

const OURS: readonly string[] = [...Object.keys(VARIABLES), 'ENV_FILE'];

/** Longer names are not compared: no variable of Holdfast is nearly as long. */
const NAME_LENGTH_MAX = 64;

/** One typing error in a shorter name makes words that other programs use: PORTS, POST, ROLES. */
const CERTAIN_LENGTH_MIN = 6;

/** First words that variables of other programs share, such as Node.js and OpenTelemetry. */
const SHARED_WORDS: ReadonlySet<string> = new Set(['NODE', 'OTEL', 'MAX', 'ENV']);

const OUR_WORDS: ReadonlySet<string> = new Set(
  OURS.filter((name) => name.includes('_'))
    .map(firstWord)
    .filter((word) => !SHARED_WORDS.has(word)),
);

/**
 * Variables that Kubernetes and Docker set for each service that a container can reach.
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const OF_A_SERVICE = /_SERVICE_(HOST|PORT)|_PORT$|_PORT_\d+_(TCP|UDP|SCTP)/;

/** Finds the misspelled variables among the names of an environment. */
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

/** One letter added, missing or different, two letters swapped, or lower case in place of capitals. */
function isTypingErrorOf(name: string, ours: string): boolean {
  if (isSwapped(name, ours)) return true;
  if (ours.includes('_') && name.toUpperCase() === ours) return true;
  if (ours.length < CERTAIN_LENGTH_MIN || Math.abs(name.length - ours.length) > 1) return false;
  const start = commonPrefix(name, ours);
  const end = Math.min(commonSuffix(name, ours), Math.min(name.length, ours.length) - start);
  const [typed, wanted] = [name.slice(start, name.length - end), ours.slice(start, ours.length - end)];
  // DBHOST and DB_HOST2 may be variables of another program.
  return typed.length <= 1 && wanted.length <= 1 && wanted !== '_' && !/[_\d]/.test(typed);
}

function isSwapped(name: string, ours: string): boolean {
  if (name.length !== ours.length) return false;
  const at = commonPrefix(name, ours);
  const swapped = `${ours.slice(0, at)}${ours[at + 1] ?? ''}${ours[at] ?? ''}${ours.slice(at + 2)}`;
  return name === swapped;
}

/** The name that begins with `name`; otherwise the one with the fewest edits, then the longest common prefix. */
function nearestTo(name: string): string {
  const ranked = OURS.map((ours) => ({
    ours,
    edits: ours.startsWith(name) ? 0 : editDistance(name, ours),
    alike: commonPrefix(name, ours),
  })).sort((a, b) => a.edits - b.edits || b.alike - a.alike);
  return ranked[0]?.ours ?? '';
}

/** The Levenshtein distance, computed row by row. */
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
