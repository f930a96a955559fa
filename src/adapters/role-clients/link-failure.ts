/** The other role sent no valid response: it may or may not have received the request. */
export class LinkFailure extends Error {
  override readonly name = 'LinkFailure';
}

/** The other role rejected the request, and will reject every retry. */
export class LinkRefusal extends Error {
  override readonly name = 'LinkRefusal';
}
