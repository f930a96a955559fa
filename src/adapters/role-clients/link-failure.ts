/** The other role did not answer, or not as it should: nobody knows whether it heard. */
export class LinkFailure extends Error {
  override readonly name = 'LinkFailure';
}

/** The other role heard, and will not take what it was sent however often it is sent. */
export class LinkRefusal extends Error {
  override readonly name = 'LinkRefusal';
}
