import { describe, expect, it } from 'vitest';
import {
  faultOfName,
  NAME_PATTERN,
  NAME_WITH_DIGITS_PATTERN,
  type NameRule,
} from '../../src/domain/booking/person-name.js';

const PASSPORT: NameRule = { digits: false };
const ACCOUNT: NameRule = { digits: true };

/** The names use escapes for characters that a reader would not recognize. */
const NAMES: [string, string][] = [
  ['plain', 'Ada'],
  ['of one letter', 'O'],
  ['with a typographic apostrophe', 'd\u2019\u00c1vila'],
  ['with a leading apostrophe', "'n Diaye"],
  ['with a leading typographic apostrophe', '\u2019t Hooft'],
  ['with a leading opening quotation mark', '\u2018Abd'],
  ['with a modifier letter', 'Hawai\u02bbi'],
  ['with an acute accent as apostrophe', 'O\u00b4Brien'],
  ['with a full-width apostrophe', 'D\uff07Arc'],
  ['with a Hebrew geresh', '\u05d2\u05f3\u05d5\u05e8\u05d2\u05f3'],
  ['with the Catalan middle dot', 'Gal\u00b7l\u00e8s'],
  ['with a Katakana middle dot', '\u30de\u30ea\u30fc\u30fb\u30a2\u30f3'],
  ['with a half-width middle dot', '\uff8f\uff98\uff70\uff65\uff71\uff9d'],
  ['with a Chinese middle dot', '\u5e15\u5c14\u54c8\u63d0\u00b7\u57c3\u5c14\u80af'],
  ...[
    '-',
    '\u2010',
    '\u2011',
    '\u2012',
    '\u2013',
    '\u2014',
    '\u2212',
    '\ufe63',
    '\uff0d',
    '\u058a',
    '\u05be',
    '\u30a0',
  ].map((hyphen): [string, string] => [
    `with the hyphen U+${hyphen.codePointAt(0)!.toString(16)}`,
    `Zo\u00eb${hyphen}Ann`,
  ]),
  ['with a Persian non-joiner', '\u0639\u0644\u06cc\u200c\u0631\u0636\u0627'],
  ['with a Sinhala joiner', '\u0dc1\u0dca\u200d\u0dbb\u0dd3'],
  ['with a Malayalam joiner at the end', '\u0d38\u0d41\u0d27\u0d40\u0d30\u0d4d\u200d'],
  ['with a Bengali non-joiner', '\u0995\u09cd\u200c\u09b7'],
  ['in Arabic, with its marks', '\u0645\u064e\u0631\u0652\u064a\u064e\u0645'],
  ['in Tamil', '\u0b9a\u0bbf\u0bb5\u0bbe'],
  ['in Chinese with a rare character', '\u{20bb7}\u91ce'],
  ['with an ideographic variation', '\u845b\u{e0100}\u57ce'],
  ['with an ideographic space', '\u5c71\u7530\u3000\u592a\u90ce'],
  ['with a non-breaking space', 'J.\u00a0R.'],
  ['in letters and marks that do not compose', 'x\u0301'],
];

const NO_NAMES: [string, string, RegExp][] = [
  ['blanks', '   ', /^must have a letter$/],
  ['hyphens', '--', /^must have a letter$/],
  ['dots and apostrophes', "\u00b7\u2019'.", /^must have a letter$/],
  ['a lone mark', '\u0301', /^must have a letter$/],
  ['empty', '', /^must have a letter$/],
  ['a letter after a blank', ' Ada', /^must begin with a letter or an apostrophe$/],
  ['a letter after a hyphen', '-Ada', /^must begin with a letter or an apostrophe$/],
  ['a letter after a mark', '\u0301a', /^must begin with a letter or an apostrophe$/],
  ['NUL', 'A\0', /^has U\+0000,/],
  ['a line break', 'A\nda', /^has U\+000A,/],
  ['DEL', 'A\u007f', /^has U\+007F,/],
  ['a line separator', 'A\u2028da', /^has U\+2028,/],
  ...['\u202a', '\u202e', '\u2066', '\u2069', '\u200e', '\u200f', '\u061c'].map(
    (turn): [string, string, RegExp] => [
      `the direction mark U+${turn.codePointAt(0)!.toString(16)}`,
      `A${turn}B`,
      /^has U\+(20|06)/,
    ],
  ),
  ['a zero-width space', 'A\u200bda', /^has U\+200B,/],
  ['a soft hyphen', 'A\u00adda', /^has U\+00AD,/],
  ['a byte-order mark', '\ufeffAda', /^has U\+FEFF,/],
  ['a word joiner', 'A\u2060da', /^has U\+2060,/],
  ['a filler that is a letter', '\u3164', /^has U\+3164,/],
  ['a filler among letters', 'A\u115fda', /^has U\+115F,/],
  ['a tag character', 'A\u{e0041}', /^has U\+E0041,/],
  ['an emoji', '\u{1f600}', /^has U\+1F600,/],
  ['an emoji behind letters', 'Ada \u2764', /^has U\+2764,/],
  ['a family of emoji', 'A\u{1f468}\u200d\u{1f469}', /^has U\+1F468,/],
  ['a lone surrogate', 'A\ud800', /^has U\+D800,/],
  ['a private-use character', 'A\ue000', /^has U\+E000,/],
  ['a joiner among Latin letters', 'A\u200dda', /^has U\+200D,/],
  ['a non-joiner among Latin letters', 'A\u200cda', /^has U\+200C,/],
  ['a joiner between two scripts', '\u0639\u200dA', /^has U\+200D,/],
  ['a leading joiner', '\u200d\u0639', /^has U\+200D,/],
  ['a non-joiner at the end of an Arabic word', '\u0639\u0644\u06cc\u200c', /^has U\+200C,/],
  ['two joiners', '\u0639\u200c\u200c\u0631', /^has U\+200C,/],
  ['a variation selector behind a blank', 'A \ufe0f', /^has U\+FE0F,/],
  ['SQL', "O'Brien;--", /^has U\+003B,/],
  ['an HTML tag', '<b>Ada</b>', /^has U\+003C,/],
];

describe('the name of a person', () => {
  it.each(NAMES)('may be %s', (_, name) => {
    const composed = name.normalize('NFC');
    expect([faultOfName(composed, PASSPORT), faultOfName(composed, ACCOUNT)]).toEqual([null, null]);
    // The patterns of the contract accept it, too.
    expect([NAME_PATTERN.test(composed), NAME_WITH_DIGITS_PATTERN.test(composed)]).toEqual([true, true]);
  });

  it.each(NO_NAMES)('is not %s', (_, name, words) => {
    expect(faultOfName(name, PASSPORT)).toMatch(words);
    expect(faultOfName(name, ACCOUNT)).not.toBeNull();
  });

  it('may have digits only if it is the name of an account', () => {
    for (const name of ['Ada 2', '3M', '\u0663\u0645'])
      expect([faultOfName(name, PASSPORT), faultOfName(name, ACCOUNT)]).toEqual([
        expect.stringMatching(/^has U\+/),
        null,
      ]);
  });
});
