import type { Operation } from './contract.js';

/** A request under construction. Mutations change it in place. */
export interface Draft {
  readonly operation: Operation;
  method: string;
  /** Values for the braces of the path, not yet encoded. */
  readonly pathValues: Record<string, string>;
  /** Names and values in order; a name may occur twice. */
  readonly query: [string, string][];
  readonly headers: [string, string][];
  /** A JSON value; undefined for a request without a body. */
  body: unknown;
  /** Sent in place of `body`. */
  bytes: Buffer | null;
  /** The mutations applied so far. */
  readonly notes: string[];
  /** Whether the request is certainly invalid, so that the service must reject it. */
  mustBeRejected: boolean;
}

/** Sets a header, replacing an existing one. */
export function setHeader(draft: Draft, name: string, value: string): void {
  removeHeader(draft, name);
  draft.headers.push([name, value]);
}

/** Removes all headers with this name. */
export function removeHeader({ headers }: Draft, name: string): void {
  const kept = headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  headers.splice(0, headers.length, ...kept);
}

/** Records a mutation, and whether the request is certainly invalid from now on. */
export function note(draft: Draft, text: string, mustBeRejected: boolean): void {
  draft.notes.push(text);
  draft.mustBeRejected ||= mustBeRejected;
}

/** Whether the operation defines a header with this name. */
export function takesHeader({ parameters }: Operation, name: string): boolean {
  return parameters.some((parameter) => parameter.in === 'header' && parameter.name === name);
}
