/** A command was asked for in a way that cannot be done; its message says what to do. Nothing was changed. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}
