/** Letters that Unicode does not take apart into a letter and a mark, as they are typed without them. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ æ: 'ae', œ: 'oe', ß: 'ss', þ: 'th', ŋ: 'ng', ĸ: 'k', ŉ: 'n' },
  ...{ ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', ɨ: 'i', ʉ: 'u', ƀ: 'b', ǥ: 'g', ə: 'e' },
  ς: 'σ',
};

/** Letters that are also written as two. */
const TWO_LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** The two, where they stand for one of these. */
const DIGRAPH = /ae|oe|ue|aa/g;

/** Words of names and their abbreviations: each is found by the other. */
const SAME_WORDS = new Map(
  [
    ['saint', 'st'],
    ['sainte', 'ste'],
    ['mount', 'mt'],
    ['fort', 'ft'],
  ].flatMap(([word = '', short = '']): [string, string][] => [
    [word, short],
    [short, word],
  ]),
);

/** From this length on a word with a digraph is tried with one letter as well: shorter ones would find too much. */
const DIGRAPH_WORD_MIN = 5;

const ASCII = /^[\x20-\x7e]*$/;

/**
 * The words of a text without case, marks and punctuation: `O’Hare` is `o` and `hare`, `Łódź` is `lodz`. Apostrophes,
 * hyphens, dots, slashes and blanks all part words.
 */
function wordsOf(text: string): readonly string[] {
  const small = text.toLowerCase();
  // Most names, and quicker so.
  if (ASCII.test(small)) return small.match(/[a-z0-9]+/g) ?? [];
  const letters = small
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9 ]/g, (letter) => LETTERS[letter] ?? letter);
  // Modifier letters are apostrophes of other alphabets.
  return letters.split(/[^\p{L}\p{N}]+|[\u02b0-\u02ff]+/u).filter((word) => word !== '');
}

/** Letters that may be written as two, or marks that make them. */
const HAS_TWO_LETTERS = /[äöüåøÄÖÜÅØ\p{M}]/u;

function withTwoLetters(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[äöüåø]/g, (letter) => TWO_LETTERS[letter] ?? letter);
}

/** A text in one way of writing it, ready to be searched. */
interface Writing {
  /** All words without anything between them: so `ohare` is found in `o hare`, and `sanfrancisco` too. */
  readonly joined: string;
  /** Where words begin in it. */
  readonly starts: readonly number[];
}

/** A text in all ways in which it is written: with `ü` as `u` and as `ue`, with `saint` as `st`. */
export class FoldedText {
  private readonly writings: readonly Writing[];

  constructor(text: string) {
    const plain = wordsOf(text);
    const ways = [plain];
    if (HAS_TWO_LETTERS.test(text)) ways.push(wordsOf(withTwoLetters(text)));
    if (plain.some((word) => SAME_WORDS.has(word)))
      ways.push(plain.map((word) => SAME_WORDS.get(word) ?? word));
    this.writings = ways.map(writingOf);
  }

  /** All of it without blanks, one way after the other: what is not in here is nowhere in the text. */
  get haystack(): string {
    return this.writings.map(({ joined }) => joined).join('\n');
  }

  equals(sought: SearchText): boolean {
    return this.some(sought, ({ joined }, letters) => joined === letters);
  }

  startsWith(sought: SearchText): boolean {
    return this.some(sought, ({ joined }, letters) => joined.startsWith(letters));
  }

  /** Whether a word begins with it. */
  hasWord(sought: SearchText): boolean {
    return this.some(sought, ({ joined, starts }, letters) =>
      starts.some((start) => joined.startsWith(letters, start)),
    );
  }

  includes(sought: SearchText): boolean {
    return this.some(sought, ({ joined }, letters) => joined.includes(letters));
  }

  private some(sought: SearchText, test: (writing: Writing, letters: string) => boolean): boolean {
    return sought.some((letters) => this.writings.some((writing) => test(writing, letters)));
  }
}

/** What is looked for, in each way in which it may be meant, without blanks. */
export type SearchText = readonly string[];

/** The words of a query, and all of it as one. */
export function searchTexts(query: string): {
  readonly whole: SearchText;
  readonly words: readonly SearchText[];
} {
  const [plain, withTwo] = [wordsOf(query), wordsOf(withTwoLetters(query))];
  return {
    whole: waysOf(plain.join(''), withTwo.join('')),
    words: plain.map((word, index) => waysOf(word, withTwo[index] ?? word)),
  };
}

function waysOf(plain: string, withTwo: string): SearchText {
  const withOne =
    plain.length >= DIGRAPH_WORD_MIN ? plain.replace(DIGRAPH, (letters) => letters.charAt(0)) : plain;
  return [...new Set([plain, withTwo, withOne])].filter((way) => way !== '');
}

function writingOf(words: readonly string[]): Writing {
  let length = 0;
  const starts = words.map((word) => (length += word.length) - word.length);
  return { joined: words.join(''), starts };
}
