import type PDFDocument from 'pdfkit';
import type { BoardingPass } from '../../application/booking/ports.js';
import type { Cabin } from '../../domain/flight/cabin.js';
import type { AirportName, Moment } from '../../domain/flight/flight.js';
import { aztecSymbol, barCodeText } from './bar-code.js';
import { latinLetters, nameInBarCode } from './name-on-pass.js';
import type { OpenFont } from './open-font.js';

type Pdf = InstanceType<typeof PDFDocument>;

/** The size of a page in points: A5, landscape. */
export const PAGE_SIZE = 'A5';
export const PAGE_LAYOUT = 'landscape';

const MARGIN = 36;
const INK = '#16202a';
const LABEL_INK = '#4a5763';

/** Sizes of type, in points. */
const LABEL_SIZE = 8;
const VALUE_SIZE = 13;
const LARGE_SIZE = 20;

/** Columns of fields, in points from the left, and the width of a narrow and of a wide field. */
const COLUMNS = [MARGIN, 148, 260] as const;
const NARROW = 104;
const WIDE = 216;

/** The bar code: its place from the left and the top, and its width, with a quiet zone of white around it. */
const BAR_CODE = { left: 398, top: 96, width: 158 } as const;

/** PDF's own fonts show Latin-1 and are not embedded. */
const STANDARD_FONT = 'Helvetica';
const STANDARD_FONT_BOLD = 'Helvetica-Bold';
const STANDARD_CHARACTERS = /^[\u0020-\u007e\u00a0-\u00ff]*$/;

/** The name under which a document registers the open font. */
export const EMBEDDED_FONT = 'embedded';

const CABIN_NAMES: Readonly<Record<Cabin, string>> = {
  first: 'First',
  business: 'Business',
  'premium-economy': 'Premium economy',
  economy: 'Economy',
};

interface Field {
  readonly label: string;
  readonly value: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly size?: number;
}

/**
 * Draws a boarding pass on the current page. A text that is too wide for its place is set in smaller type. Names are
 * shown as they were given if the fonts have their letters, and transliterated otherwise.
 */
export function drawPass(pdf: Pdf, pass: BoardingPass, font: OpenFont): void {
  const { flight, passenger } = pass;
  pdf.fillColor(INK).font(STANDARD_FONT_BOLD).fontSize(LARGE_SIZE);
  pdf.text('Boarding pass', MARGIN, MARGIN, { lineBreak: false });
  pdf.text(flight.flightNumber, BAR_CODE.left, MARGIN, { lineBreak: false });
  for (const field of fieldsOf(pass)) drawField(pdf, field, font);
  drawBarCode(pdf, barCodeText(pass));
  pdf.font(STANDARD_FONT).fontSize(LABEL_SIZE).fillColor(LABEL_INK);
  const type = passenger.type === 'child' ? ' · Child' : '';
  pdf.text(nameInBarCode(passenger) + type, BAR_CODE.left, BAR_CODE.top + BAR_CODE.width + 12, {
    lineBreak: false,
  });
}

function fieldsOf({ reference, passenger, flight, cabin, seat, sequence }: BoardingPass): Field[] {
  const [first, second, third] = COLUMNS;
  const wide = { left: first, width: WIDE + NARROW };
  return [
    { label: 'Family name', value: passenger.familyName, top: 76, ...wide, size: LARGE_SIZE },
    ...(passenger.givenName === undefined
      ? []
      : [{ label: 'Given names', value: passenger.givenName, top: 118, ...wide, size: LARGE_SIZE }]),
    { label: 'From', value: placeOf(flight.origin), top: 170, ...wide },
    { label: 'To', value: placeOf(flight.destination), top: 206, ...wide },
    { label: 'Departs (local time)', value: timeOf(flight.departure), left: first, top: 242, width: NARROW },
    { label: 'Arrives (local time)', value: timeOf(flight.arrival), left: second, top: 242, width: NARROW },
    { label: 'Record locator', value: reference, left: first, top: 284, width: NARROW },
    { label: 'Cabin', value: CABIN_NAMES[cabin], left: second, top: 284, width: NARROW },
    { label: 'Sequence', value: String(sequence), left: third, top: 284, width: NARROW },
    { label: 'Seat', value: seat, left: third, top: 242, width: NARROW, size: LARGE_SIZE },
  ];
}

function placeOf({ city, code }: AirportName): string {
  return `${city} (${code})`;
}

/** The local date and time: `2027-01-15 08:25`. */
function timeOf({ local }: Moment): string {
  return local.slice(0, 16).replace('T', ' ');
}

function drawField(
  pdf: Pdf,
  { label, value, left, top, width, size = VALUE_SIZE }: Field,
  font: OpenFont,
): void {
  pdf.fillColor(LABEL_INK).font(STANDARD_FONT).fontSize(LABEL_SIZE);
  pdf.text(label, left, top, { lineBreak: false });
  const shown = shownText(value, font);
  pdf.fillColor(INK);
  if (STANDARD_CHARACTERS.test(shown)) pdf.font(STANDARD_FONT_BOLD);
  else pdf.font(EMBEDDED_FONT);
  pdf.fontSize(size);
  // With `features`, a text is one run, whose script decides its direction and joins its letters.
  const options = { lineBreak: false, features: [] };
  const wanted = pdf.widthOfString(shown, options);
  if (wanted > width) pdf.fontSize((size * width) / wanted);
  pdf.text(shown, left, top + LABEL_SIZE + 3, options);
}

/** The text if the fonts have all of its characters, else in the letters A to Z. */
function shownText(text: string, { codePoints }: OpenFont): string {
  const isShown = Array.from(text).every((character) => codePoints.has(character.codePointAt(0) ?? 0));
  return STANDARD_CHARACTERS.test(text) || isShown ? text : latinLetters(text);
}

function drawBarCode(pdf: Pdf, text: string): void {
  const { path, size } = aztecSymbol(text);
  const { left, top, width } = BAR_CODE;
  pdf
    .save()
    .translate(left, top)
    .scale(width / size);
  pdf.path(path).fill('#000000', 'even-odd').restore();
}
