import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import type { BoardingPass } from '../../application/booking/ports.js';
import { loadOpenFont } from './open-font.js';
import { drawPass, EMBEDDED_FONT, PAGE_LAYOUT, PAGE_SIZE } from './pass-page.js';

const font = loadOpenFont();

/**
 * A PDF with one page for each pass. After each page it pauses for as long as the page took, so that other requests of
 * the process get at least half of its time.
 */
export async function boardingPassesPdf(passes: readonly BoardingPass[]): Promise<Uint8Array> {
  const openFont = await font;
  const Title = `Boarding passes ${passes[0]?.reference ?? ''}`;
  const pdf = new PDFDocument({
    autoFirstPage: false,
    size: PAGE_SIZE,
    layout: PAGE_LAYOUT,
    margin: 0,
    lang: 'en',
    displayTitle: true,
    info: { Title },
  });
  // A font that no page uses is neither opened nor embedded.
  pdf.registerFont(EMBEDDED_FONT, openFont.file);
  const parts: Buffer[] = [];
  pdf.on('data', (part: Buffer) => parts.push(part));
  const ended = once(pdf, 'end');
  for (const pass of passes) {
    const start = performance.now();
    pdf.addPage();
    drawPass(pdf, pass, openFont);
    await sleep(performance.now() - start);
  }
  pdf.end();
  await ended;
  return Buffer.concat(parts);
}
