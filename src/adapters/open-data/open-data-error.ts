/** The data cannot be imported at all. The message names the file and says what to do. */
export class OpenDataError extends Error {
  override readonly name = 'OpenDataError';
}
