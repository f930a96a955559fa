import type { Schema } from './contract.js';

/** A JSON literal that `JSON.stringify` cannot write, such as 1e309. See `jsonText`. */
export class Verbatim {
  constructor(readonly text: string) {}
}

/** Text that has broken services before. No text matches a pattern of the leak check. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\r\nX-Injected: 1',
  '\u202eevil',
  '\u200b',
  '\ud800',
  '😀'.repeat(10),
  'مرحبا',
  'Z̵̛̗a̶l̷g̸o̴',
  'd\u2019A\u0301vila',
  "'n Diaye",
  '\u30de\u30ea\u30fc\u30fb\u30a2\u30f3',
  'A\u200dB',
  '\u0639\u0644\u06cc\u200c\u0631\u0636\u0627',
  '\u3164',
  'A\ufe0f',
  'null',
  '[object Object]',
  '__proto__',
  "' or 1=1 -- ",
  "'or'1'='1",
  "'||(select(1))||'",
  "'; drop table booking; --",
  '1 union select null',
  '${jndi:ldap://127.0.0.1/a}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '%00',
  '{{7*7}}',
  '$ne',
  'x'.repeat(513),
  'x'.repeat(5_000),
  '9'.repeat(400),
];

/** Extreme numbers as JSON literals. */
export const HOSTILE_NUMBERS: readonly string[] = [
  '1e309',
  '-1e309',
  '9007199254740993',
  '-9007199254740993',
  '0.5',
  '1e-400',
  '-1',
  '0',
  '-0',
  '99999999999999999999999999',
];

/** Field names that no operation accepts in any object. */
export const EXTRA_NAMES: readonly string[] = [
  'price',
  'status',
  'userId',
  'role',
  'id',
  '__proto__',
  'constructor',
  'toString',
  '',
  '$where',
  'x'.repeat(300),
];

/** Whether the text violates the schema. */
export function breaksText(schema: Schema, text: string): boolean {
  const { minLength = 0, maxLength = Infinity, pattern } = schema;
  if (schema.enum !== undefined) return !schema.enum.includes(text);
  if (text.length < minLength || text.length > maxLength) return true;
  return pattern !== undefined && !new RegExp(pattern, 'u').test(text);
}

/** Whether a JSON number violates the schema of an integer. */
export function breaksInteger(schema: Schema, text: string): boolean {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const value = Number(text);
  return !Number.isSafeInteger(value) || value < minimum || value > maximum;
}

/** The value as JSON, with `Verbatim` parts written unchanged. */
export function jsonText(value: unknown): string {
  const verbatim: string[] = [];
  const text = JSON.stringify(value, (_, part: unknown) =>
    part instanceof Verbatim ? `@verbatim-${verbatim.push(part.text) - 1}@` : part,
  );
  return text.replaceAll(/"@verbatim-(\d+)@"/g, (_, index: string) => verbatim[Number(index)] ?? '');
}
