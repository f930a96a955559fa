/**
 * Processes all items concurrently. A failure stops no other item. Throws AggregateError of all failures once all items
 * are done.
 */
export async function eachOfAll<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = await Promise.allSettled(items.map(work));
  const errors = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${items.length} failed`);
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
