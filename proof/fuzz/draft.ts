import type { Operation } from './contract.js';

/** A request in the making. Mutations change it in place. */
export interface Draft {
  readonly operation: Operation;
  method: string;
  /** What stands for the braces of the path, not yet encoded. */
  readonly pathValues: Record<string, string>;
  /** Names and values in their order, so that one may be there twice. */
  readonly query: [string, string][];
  readonly headers: [string, string][];
  /** A JSON value; undefined for a request without a body. */
  body: unknown;
  /** SentBatch in place of `body`. */
  bytes: Buffer | null;
  /** What was done to it. */
  readonly notes: string[];
  /** It cannot be valid any more: whoever answers it with anything but a refusal is wrong. */
  mustBeRejected: boolean;
}

/** Sets a header, in place of one that is there. */
export function setHeader(draft: Draft, name: string, value: string): void {
  removeHeader(draft, name);
  draft.headers.push([name, value]);
}

/** Removes a header wherever it stands. */
export function removeHeader({ headers }: Draft, name: string): void {
  const kept = headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  headers.splice(0, headers.length, ...kept);
}

/** Writes down what was done, and whether the request is refusable for certain from now on. */
export function note(draft: Draft, text: string, mustBeRejected: boolean): void {
  draft.notes.push(text);
  draft.mustBeRejected ||= mustBeRejected;
}

/** Whether the operation takes a header of that name. */
export function takesHeader({ parameters }: Operation, name: string): boolean {
  return parameters.some((parameter) => parameter.in === 'header' && parameter.name === name);
}
