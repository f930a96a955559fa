import { readdir, readFile } from 'node:fs/promises';

/** Seconds of CPU by part, since each process began. */
export type CpuSeconds = ReadonlyMap<string, number>;

const TICKS_PER_SECOND = 100;

/** The processor time of each named process with its children, by name. Linux only: reads /proc. */
export async function cpuOf(
  parts: readonly { readonly name: string; readonly pid: number | null }[],
): Promise<CpuSeconds> {
  const processes = await allProcesses();
  const childrenOf = (pid: number): number[] =>
    processes
      .filter(({ parent }) => parent === pid)
      .flatMap((child) => [child.pid, ...childrenOf(child.pid)]);
  const secondsOf = new Map(processes.map(({ pid, seconds }) => [pid, seconds]));
  return new Map(
    parts.map(({ name, pid }) => [
      name,
      (pid === null ? [] : [pid, ...childrenOf(pid)]).reduce(
        (sum, each) => sum + (secondsOf.get(each) ?? 0),
        0,
      ),
    ]),
  );
}

interface ProcessTime {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
}

async function allProcesses(): Promise<ProcessTime[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    names.map(async (name): Promise<ProcessTime | null> => {
      // The process may have ended since the folder was read.
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null);
      if (stat === null) return null;
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
      return { pid: Number(name), parent: Number(fields[1]), seconds };
    }),
  );
  return all.filter((each) => each !== null);
}
