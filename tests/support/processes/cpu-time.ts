/**
 * Returns the processor time in milliseconds that this process spends on the work: the minimum of several runs, so
 * that other load on the machine does not count.
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
