/** Letters that Unicode does not decompose into a letter and a mark, with their spelling without marks. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ æ: 'ae', œ: 'oe', ß: 'ss', þ: 'th', ŋ: 'ng', ĸ: 'k', ŉ: 'n' },
  ...{ ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', ɨ: 'i', ʉ: 'u', ƀ: 'b', ǥ: 'g', ə: 'e' },
  ς: 'σ',
};

/** Letters that are also written as two. */
const TWO_LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** Digraphs that may stand for one of these letters. */
const DIGRAPH = /ae|oe|ue|aa/g;

/** Words of names and their abbreviations: each finds the other. */
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

/** The minimum length of a word whose digraphs are also tried as one letter: shorter ones would find too much. */
const DIGRAPH_WORD_MIN = 5;

const ASCII = /^[\x20-\x7e]*$/;

/**
 * The words of a text without case, marks and punctuation: `O’Hare` is `o` and `hare`, `Łódź` is `lodz`. Apostrophes,
 * hyphens, dots, slashes and blanks separate words.
 */
function wordsOf(text: string): readonly string[] {
  const small = text.toLowerCase();
  // A shorter way for ASCII, which most names are.
  if (ASCII.test(small)) return small.match(/[a-z0-9]+/g) ?? [];
  const letters = small
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9 ]/g, (letter) => LETTERS[letter] ?? letter);
  // Modifier letters are apostrophes of other alphabets.
  return letters.split(/[^\p{L}\p{N}]+|[\u02b0-\u02ff]+/u).filter((word) => word !== '');
}

/** Letters that may be written as two, or marks that form them. */
const HAS_TWO_LETTERS = /[äöüåøÄÖÜÅØ\p{M}]/u;

function withTwoLetters(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[äöüåø]/g, (letter) => TWO_LETTERS[letter] ?? letter);
}

/** One spelling of a text, ready to be searched. */
interface Writing {
  /** All words without separators, so that `ohare` is found in `o hare`, and `sanfrancisco` too. */
  readonly joined: string;
  /** The start of each word in it. */
  readonly starts: readonly number[];
}

/** A text in all its spellings: with `ü` as `u` and as `ue`, with `saint` as `st`. */
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

  /** All spellings without blanks. Letters that it does not contain are in no spelling of the text. */
  get haystack(): string {
    return this.writings.map(({ joined }) => joined).join('\n');
  }

  equals(sought: SearchText): boolean {
    return this.some(sought, ({ joined }, letters) => joined === letters);
  }

  startsWith(sought: SearchText): boolean {
    return this.some(sought, ({ joined }, letters) => joined.startsWith(letters));
  }

  /** Whether a word begins with the search text. */
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

/** A search text in each possible spelling, without blanks. */
export type SearchText = readonly string[];

/** The words of a query, and the whole query as one. */
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
