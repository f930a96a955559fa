/**
 * Milliseconds of processor time that this process spends while something is done: the least of several times, so that
 * a machine with other work to do does not count.
 */
export async function cpuMilliseconds(work: () => Promise<unknown>, times = 3): Promise<number> {
  const spent: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1_000);
  }
  return Math.min(...spent);
}
