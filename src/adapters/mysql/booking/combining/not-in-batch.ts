/** Thrown in a batch by work that needs what the batch has not read or locked. Such work runs in a unit of its own. */
export class NotInBatch extends Error {
  override readonly name = 'NotInBatch';
}
