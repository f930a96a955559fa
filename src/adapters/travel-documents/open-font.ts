import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { create } from 'fontkit';

/** A font that can be embedded, and the characters that it can show. */
export interface OpenFont {
  readonly file: Buffer;
  readonly codePoints: ReadonlySet<number>;
}

/** Loads DejaVu Sans: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic letters. */
export async function loadOpenFont(): Promise<OpenFont> {
  const file = await readFile(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  const font = create(file);
  if (!('characterSet' in font)) throw new Error('DejaVuSans.ttf has more than one font');
  return { file, codePoints: new Set(font.characterSet) };
}
