/** A command was asked for in a way that cannot be done; its message says what to do. Nothing was changed. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** A command could not do what it was asked for, and its message says all that there is to say. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
