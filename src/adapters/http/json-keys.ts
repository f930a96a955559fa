import type { InputError } from '../../domain/refusal.js';
import { pointerPart } from './json-pointer.js';

/**
 * Finds what `JSON.parse` passes over in a text that it has read: a field that is there twice, of which it keeps the
 * last, and one named `__proto__`, which is no field in JavaScript. Answers JSON pointers (RFC 6901).
 */
export function doubtfulFields(json: string): InputError[] {
  const errors: InputError[] = [];
  /** For each object or array that is open: its path, the keys seen in it, and where in it we are. */
  const open: { path: string; keys: Set<string> | null; at: string | number }[] = [];
  // Strings, and what opens, closes and separates; everything else is values that have no parts.
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]/gs)) {
    const inside = open.at(-1);
    if (token === '{' || token === '[') {
      const path = inside === undefined ? '' : `${inside.path}/${pointerPart(String(inside.at))}`;
      open.push({ path, keys: token === '{' ? new Set() : null, at: token === '{' ? '' : 0 });
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ',' && inside !== undefined) {
      inside.at = typeof inside.at === 'number' ? inside.at + 1 : '';
    } else if (token.startsWith('"') && inside?.keys != null && inside.at === '') {
      const key = JSON.parse(token) as string;
      const pointer = `${inside.path}/${pointerPart(key)}`;
      if (key === '__proto__') errors.push({ pointer, detail: 'is not known here; leave it out' });
      if (inside.keys.has(key)) errors.push({ pointer, detail: 'is there twice; give it once' });
      inside.keys.add(key);
      // An empty key must not look like none.
      inside.at = key === '' ? '\0' : key;
    }
  }
  return errors;
}
