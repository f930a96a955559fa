/** A command was used in an invalid way. The message says what to do; nothing was changed. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** A command failed for a reason that its message explains completely, so that no stack is printed. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
