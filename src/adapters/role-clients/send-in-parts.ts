import { LinkRefusal } from './link-failure.js';

/**
 * Tells the other role of many things at once. When it refuses them together, because one is wrong or all are too
 * long, they are halved until those that it refuses by themselves are found. Answers the names of these.
 */
export async function sendInParts<T>(
  things: readonly T[],
  nameOf: (thing: T) => string,
  send: (things: readonly T[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const [only] = things;
  if (only === undefined) return [];
  try {
    return await send(things);
  } catch (error) {
    if (!(error instanceof LinkRefusal)) throw error;
    if (things.length === 1) return [nameOf(only)];
    const half = Math.ceil(things.length / 2);
    const first = await sendInParts(things.slice(0, half), nameOf, send);
    return [...first, ...(await sendInParts(things.slice(half), nameOf, send))];
  }
}
