/** Returns a function that makes a value at its first call, and returns the same one at each later call. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
