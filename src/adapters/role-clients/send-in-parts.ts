import { LinkRefusal } from './link-failure.js';

/**
 * Sends messages to the other role in one request. If it rejects the request, because one message is invalid or all are
 * too long, sends the messages in halves, down to single ones. Returns the names of messages that it rejects singly.
 */
export async function sendInParts<T>(
  messages: readonly T[],
  nameOf: (message: T) => string,
  send: (messages: readonly T[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const [only] = messages;
  if (only === undefined) return [];
  try {
    return await send(messages);
  } catch (error) {
    if (!(error instanceof LinkRefusal)) throw error;
    if (messages.length === 1) return [nameOf(only)];
    const half = Math.ceil(messages.length / 2);
    const first = await sendInParts(messages.slice(0, half), nameOf, send);
    return [...first, ...(await sendInParts(messages.slice(half), nameOf, send))];
  }
}
