import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** One page as a reader sees it. */
export interface PdfPage {
  readonly text: string;
  /** The texts of the Aztec symbols in the picture of the page. */
  readonly barCodes: readonly string[];
}

/** Pixels of the picture for each point of the page: a module of a bar code has several. */
const SCALE = 2;

const zxing = readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')).then(
  (file) => prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(file).buffer } }),
);

/**
 * Reads a PDF with other programs than those that made it: PDFium, the reader of Chrome, draws its pages and extracts
 * their texts, and ZXing reads the bar codes in the pictures.
 */
export async function readPdf(pdf: Uint8Array): Promise<PdfPage[]> {
  await zxing;
  const pdfium = await PDFiumLibrary.init();
  const document = await pdfium.loadDocument(pdf);
  try {
    const pages: PdfPage[] = [];
    for (const page of document.pages()) {
      // PDFium cannot read the text of a page after it has drawn it.
      const text = page.getText();
      const { data, width, height } = await page.render({ scale: SCALE, render: 'bitmap' });
      const picture = { data: new Uint8ClampedArray(data), width, height, colorSpace: 'srgb' } as const;
      const found = await readBarcodes(picture, { formats: ['Aztec'] });
      pages.push({ text, barCodes: found.map((code) => code.text) });
    }
    return pages;
  } finally {
    document.destroy();
    pdfium.destroy();
  }
}
