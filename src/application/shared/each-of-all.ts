/**
 * Works on all things at once. What goes wrong with one stops none of the others; it is thrown once all are done,
 * as AggregateError.
 */
export async function eachOfAll<T, R>(things: readonly T[], work: (thing: T) => Promise<R>): Promise<R[]> {
  const results = await Promise.allSettled(things.map(work));
  const errors = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${things.length} went wrong`);
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
