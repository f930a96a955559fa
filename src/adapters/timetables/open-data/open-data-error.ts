/** None of the data can be used. For each file the message gives the reasons and the required columns. */
export class EmptyDataError extends Error {
  override readonly name = 'EmptyDataError';
}

/** The data cannot be imported at all. The message names the file and says what to do. */
export class OpenDataError extends Error {
  override readonly name = 'OpenDataError';
}
