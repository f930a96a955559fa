/** Nothing of the data can be used. The message says of each file why, and what it should have looked like. */
export class EmptyDataError extends Error {
  override readonly name = 'EmptyDataError';
}

/** The data cannot be imported at all. The message names the file and says what to do. */
export class OpenDataError extends Error {
  override readonly name = 'OpenDataError';
}
