import { decode } from 'bcbp';
import { create } from 'fontkit';
import { describe, expect, it } from 'vitest';
import { barCodeText } from '../../src/adapters/travel-documents/bar-code.js';
import { boardingPassesPdf } from '../../src/adapters/travel-documents/boarding-passes.js';
import { latinLetters, nameInBarCode } from '../../src/adapters/travel-documents/name-on-pass.js';
import { loadOpenFont } from '../../src/adapters/travel-documents/open-font.js';
import { RenderedDocuments } from '../../src/adapters/travel-documents/rendered-documents.js';
import type { BoardingPass } from '../../src/application/booking/ports.js';
import { FLIGHTS_MAX, PASSENGERS_MAX } from '../../src/domain/booking/booking.js';
import type { Cabin } from '../../src/domain/flight/cabin.js';
import { flightIn } from '../support/builders/booking-builder.js';
import { readPdf } from '../support/clients/pdf-reader.js';

const flight = {
  ...flightIn(100, { flightId: 'BA7-LHR-20270115' }),
  flightNumber: 'BA7',
  origin: { code: 'LHR', city: 'London' },
  destination: { code: 'JFK', city: 'New York' },
  // The next day in UTC: the date of a flight is the local one.
  departure: { at: Date.UTC(2027, 11, 31, 23), local: '2028-01-01T08:25:00', timeZone: 'Asia/Tokyo' },
};

function pass(parts: Partial<BoardingPass> = {}): BoardingPass {
  return {
    reference: 'K7PWX2',
    passenger: { givenName: 'Ada', familyName: 'Byron', type: 'adult' },
    flight,
    cabin: 'economy',
    seat: '12A',
    sequence: 45,
    ...parts,
  };
}

const named = (familyName: string, givenName?: string) =>
  pass({
    passenger: { familyName, ...(givenName === undefined ? {} : { givenName }), type: 'adult' },
  });

describe('the name in a bar code', () => {
  it.each([
    ['Byron', 'Ada', 'BYRON/ADA'],
    ['O’Neill-Žižek', 'Zoë Anne', 'ONEILLZIZEK/ZOEANNE'],
    ['de la Cruz', "Mary-Jo D'Arc", 'DELACRUZ/MARYJODARC'],
    ['Straße', 'Jürgen', 'STRASSE/JURGEN'],
    ['Ærøskøbing', 'Łucja', 'AEROSKOBING/LUCJA'],
    ['Чайковский', 'Пётр', 'CHAYKOVSKIY/PETR'],
    ['Αλεξίου', 'Ελένη', 'ALEXIOY/ELENI'],
    ['陈', '伟', 'CHEN/WEI'],
    // Twenty characters at most: first the given names lose letters, all but one, then the family name.
    ['Wolfeschlegelstein', 'Hubert', 'WOLFESCHLEGELSTEIN/H'],
    ['Wolfeschlegelsteinhausen', 'Hubert', 'WOLFESCHLEGELSTEIN/H'],
    ['Montgomery', 'Christopher', 'MONTGOMERY/CHRISTOPH'],
    ['Abcdefghij', 'Klmnopqrs', 'ABCDEFGHIJ/KLMNOPQRS'],
    // One name alone.
    ['Sukarno', undefined, 'SUKARNO'],
    ['Wolfeschlegelsteinhausen', undefined, 'WOLFESCHLEGELSTEINHA'],
  ])('of %s, %s is %s', (familyName, givenName, expected) => {
    expect(nameInBarCode(named(familyName, givenName).passenger)).toBe(expected);
  });

  it('has a placeholder where nothing of a family name can be transliterated', () => {
    const unwritable = '\u{1e900}'.repeat(3);
    const letters = latinLetters(unwritable);
    expect(nameInBarCode(named(unwritable, 'Ada').passenger)).toBe(`${letters || 'LNU'}/ADA`);
    expect(nameInBarCode(named('\u0301', '\u0301').passenger)).toBe('LNU');
  });
});

describe('the bar code of a pass', () => {
  it('is the text of an IATA Bar Coded Boarding Pass, field by field', () => {
    // Item by item, as Resolution 792 lists them.
    const mandatory = [
      ...['M', '1', 'BYRON/ADA           ', 'E', 'K7PWX2 ', 'LHR', 'JFK', 'BA ', '0007 ', '001'],
      ...['Y', '012A', '0045 ', '1', '0E'],
    ];
    expect(barCodeText(pass())).toBe(`${mandatory.join('')}>6080      B00`);
  });

  it('states cabins, children, long rows and the end of a leap year', () => {
    const compartment = (cabin: Cabin) =>
      decode(barCodeText(pass({ cabin }))).data?.legs?.[0]?.compartmentCode;
    expect((['first', 'business', 'premium-economy', 'economy'] as const).map(compartment)).toEqual([
      ...['F', 'C', 'W', 'Y'],
    ]);
    const child = decode(barCodeText(pass({ passenger: { familyName: 'Born', type: 'child' } })));
    expect([child.data?.passengerDescription, child.data?.passengerName]).toEqual(['3', 'BORN']);
    const last = { ...flight, flightNumber: '5X9999' };
    const departure = { ...flight.departure, local: '2028-12-31T23:59:00' };
    const text = barCodeText(pass({ flight: { ...last, departure }, seat: '123K', sequence: 1_234 }));
    expect(text.slice(36, 57)).toBe('5X 9999 366Y123K1234 ');
  });
});

describe('a boarding pass', () => {
  it('can be read by another program, bar code and all', async () => {
    const other = pass({ seat: '1C', sequence: 2, cabin: 'business' });
    const pages = await readPdf(await boardingPassesPdf([pass(), other]));
    expect(pages.map(({ barCodes }) => barCodes)).toEqual([[barCodeText(pass())], [barCodeText(other)]]);
    const [first, second] = pages.map(({ text }) => text);
    for (const word of [
      'Byron',
      'Ada',
      'K7PWX2',
      'BA7',
      'London (LHR)',
      'New York (JFK)',
      '2028-01-01 08:25',
    ])
      expect(first).toContain(word);
    expect([first?.includes('12A'), first?.includes('Economy'), first?.includes('45')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([second?.includes('1C'), second?.includes('Business')]).toEqual([true, true]);
  });

  it('shows a name as it was given if a font has its letters, and transliterated otherwise', async () => {
    const names: [string, string][] = [
      ['Müller', 'Müller'],
      ['Łukasiewicz', 'Łukasiewicz'],
      ['Чайковский', 'Чайковский'],
      ['Παπαδόπουλος', 'Παπαδόπουλος'],
      ['陈', 'CHEN'],
    ];
    const pages = await readPdf(await boardingPassesPdf(names.map(([name]) => named(name, 'Ada'))));
    for (const [index, [, shown]] of names.entries()) expect(pages[index]?.text).toContain(shown);
    expect(pages.every(({ barCodes }) => barCodes.length === 1)).toBe(true);
  });

  it('has a name of a hundred wide letters on its page, and a readable bar code', async () => {
    const [page] = await readPdf(await boardingPassesPdf([named('W'.repeat(100), 'M'.repeat(100))]));
    expect(page?.text).toContain('W'.repeat(100));
    expect(page?.barCodes).toHaveLength(1);
  });

  it('has a font for the scripts that the contract names', async () => {
    const { file, codePoints } = await loadOpenFont();
    expect('layout' in create(file)).toBe(true);
    for (const letter of 'ŁőżđðșΩяҐԱაשمپ') expect(codePoints.has(letter.codePointAt(0)!), letter).toBe(true);
  });
});

describe('the pages of the largest booking', () => {
  const largest = Array.from({ length: FLIGHTS_MAX * PASSENGERS_MAX }, () => pass());

  it('are drawn one after another, with room for other work after each', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      timer = setTimeout(count, 0);
    };
    let timer = setTimeout(count, 0);
    try {
      expect(await readPdf(await boardingPassesPdf(largest))).toHaveLength(largest.length);
    } finally {
      clearTimeout(timer);
    }
    expect(turns).toBeGreaterThanOrEqual(largest.length);
  });

  it('wait for two such bookings at most; more are rejected at once, and none is lost', async () => {
    const documents = new RenderedDocuments();
    const outcomes = await Promise.all(
      [largest, largest, [pass()], largest].map(async (passes) => {
        try {
          return (await documents.boardingPasses(passes)).length > 1_000;
        } catch (error) {
          return (error as { code?: string }).code;
        }
      }),
    );
    expect(outcomes).toEqual([true, true, 'overloaded', 'overloaded']);
    expect(documents.load.used).toBe(0);
    expect((await documents.boardingPasses([pass()])).length).toBeGreaterThan(1_000);
  });
});
