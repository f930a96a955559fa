/** The apostrophe `'` and its substitutes in print and on keyboards, including Armenian and Hebrew ones. */
const APOSTROPHES = "'`\u00b4\u2018\u2019\u201b\u2032\uff07\u055a\u05f3\u05f4";

/** All Unicode dashes (category Pd), and the minus sign that some keyboards have instead. */
const DASHES = String.raw`\p{Pd}\u2212`;

/** The Catalan, Katakana and Chinese middle dots, and the dots typed in their place. */
const MIDDLE_DOTS = '\u00b7\u0387\u2022\u2027\u2219\u22c5\u2e31\u2e33\u30fb\uff65';

const ZERO_WIDTH_NON_JOINER = '\u200c';
const ZERO_WIDTH_JOINER = '\u200d';

/** The characters of a name, roughly, for the API description. `faultOfName` also checks where joiners stand. */
export const NAME_PATTERN = new RegExp(
  String.raw`^(?=.*\p{L})[\p{L}\p{M}\p{Zs}${APOSTROPHES}${DASHES}${MIDDLE_DOTS}.\u200c\u200d]+$`,
  'u',
);
/** The characters of an account name, which may have digits as well. */
export const NAME_WITH_DIGITS_PATTERN = new RegExp(
  String.raw`^(?=.*[\p{L}\p{Nd}])[\p{L}\p{M}\p{Nd}\p{Zs}${APOSTROPHES}${DASHES}${MIDDLE_DOTS}.\u200c\u200d]+$`,
  'u',
);

/** Invisible characters of any category: Hangul fillers, for example, are letters. */
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}$/u;
const VARIATION_SELECTOR = /^\p{Variation_Selector}$/u;

const LETTER = /^\p{L}$/u;
const LETTER_OR_MARK = /^[\p{L}\p{M}]$/u;
const DIGIT = /^\p{Nd}$/u;
const APOSTROPHE = new RegExp(`^[${APOSTROPHES}]$`, 'u');
const BETWEEN = new RegExp(String.raw`^[\p{Zs}${APOSTROPHES}${DASHES}${MIDDLE_DOTS}.]$`, 'u');

/** Scripts whose letters join, or stack under a virama, so that correct spelling may need a joiner. */
const JOINING_SCRIPTS = [
  ...['Arab', 'Syrc', 'Mand', 'Nkoo', 'Mong', 'Phag', 'Adlm', 'Rohg'],
  ...['Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh'],
  ...['Mymr', 'Khmr', 'Lana', 'Java', 'Bali', 'Sund', 'Cham', 'Cakm', 'Mtei', 'Newa', 'Tirh'],
];
const JOINING = new RegExp(
  `^[${JOINING_SCRIPTS.map((script) => String.raw`\p{scx=${script}}`).join('')}]$`,
  'u',
);

/** Viramas. A joiner after one shapes the letter before it, also at the end of a word, as in Malayalam. */
const VIRAMA =
  /^[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u1039\u103a\u17d2\u1a60]$/;

export interface NameRule {
  /** Whether digits are allowed like letters. Passports have none; names of accounts have always allowed them. */
  readonly digits: boolean;
}

/**
 * The fault of a person's name as the end of a sentence, such as `has U+1F600, …`; null for a name that a passport may
 * have: letters and marks of any script, with every kind of apostrophe, hyphen, middle dot, full stop and blank between
 * them or an apostrophe before, and joiners within words of scripts that need them. Expects NFC.
 */
export function faultOfName(name: string, { digits }: NameRule): string | null {
  const characters = Array.from(name);
  const isLetter = (character: string) =>
    (LETTER.test(character) && !INVISIBLE.test(character)) || (digits && DIGIT.test(character));
  const disallowed = characters.find((_, at) => !isAllowed(characters, at, isLetter));
  if (disallowed !== undefined)
    return `has ${codePoint(disallowed)}, which is not allowed at that place in a name`;
  if (!characters.some(isLetter)) return 'must have a letter';
  const [first = ''] = characters;
  if (!isLetter(first) && !APOSTROPHE.test(first)) return 'must begin with a letter or an apostrophe';
  return null;
}

function isAllowed(
  characters: readonly string[],
  at: number,
  isLetter: (character: string) => boolean,
): boolean {
  const [before = '', character = '', after = ''] = [characters[at - 1], characters[at], characters[at + 1]];
  if (character === ZERO_WIDTH_JOINER || character === ZERO_WIDTH_NON_JOINER) return joins(before, after);
  if (VARIATION_SELECTOR.test(character)) return LETTER_OR_MARK.test(before);
  if (INVISIBLE.test(character)) return false;
  return isLetter(character) || LETTER_OR_MARK.test(character) || BETWEEN.test(character);
}

function joins(before: string, after: string): boolean {
  const isOfScript = (character: string) => LETTER_OR_MARK.test(character) && JOINING.test(character);
  return VIRAMA.test(before) || (isOfScript(before) && isOfScript(after));
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
