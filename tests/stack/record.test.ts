import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtFile } from '../../tools/project.js';
import { FolderLock } from '../../tools/stack/folder-lock.js';
import { ProcessRecord } from '../../tools/stack/left-behind.js';
import { identityOf } from '../../tools/stack/process-identity.js';
import { COMMAND_TIMEOUT } from '../support/processes/command.js';
import { eventually } from '../support/processes/process.js';
import { isAlive } from '../support/processes/stack.js';
import { CAN_MOUNT, mountTinyDisk } from '../support/processes/tiny-disk.js';

let folder: string;
let reported: string[];
const sleepers: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-record-'));
  reported = [];
});
afterEach(async () => {
  for (const sleeper of sleepers.splice(0)) sleeper.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const newRecord = (place = folder) => new ProcessRecord(place, (line: string) => reported.push(line));

/** A process that leads a group and does nothing. */
function sleeper(): number {
  const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  sleepers.push(child);
  return child.pid!;
}

async function namesIn(place: string): Promise<string[]> {
  const { processes } = JSON.parse(await readFile(join(place, 'running.json'), 'utf8')) as {
    processes: { name: string }[];
  };
  return processes.map(({ name }) => name);
}

describe('the record of processes', { timeout: COMMAND_TIMEOUT }, () => {
  it.skipIf(!CAN_MOUNT)(
    'does not stop the stack while the disk is full, reports that once, and is complete when there is space',
    async () => {
      const disk = await mountTinyDisk(1);
      try {
        const record = newRecord(disk.folder);
        await record.begin();
        await record.add('one', sleeper());
        await disk.fill();
        await record.add('two', sleeper());
        await record.add('three', sleeper());
        expect(reported).toEqual([
          expect.stringMatching(/running\.json cannot be written \(ENOSPC\).*The stack goes on/),
        ]);
        expect(await namesIn(disk.folder)).toEqual(['one']);
        await disk.free();
        const names = await eventually(
          () => namesIn(disk.folder),
          (all) => all.length === 3,
          60_000,
        );
        expect(names).toEqual(['one', 'two', 'three']);
        await eventually(
          async () => reported.length,
          (lines) => lines === 2,
          60_000,
        );
        expect(reported[1]).toMatch(/is written again/);
        await record.finish();
        expect(await readdir(disk.folder)).toEqual([]);
      } finally {
        await disk.unmount();
      }
    },
  );

  it('does not stop the stack if it cannot be written at all', async () => {
    const record = newRecord();
    await record.begin();
    await rm(join(folder, 'running.json'));
    await mkdir(join(folder, 'running.json', 'in-the-way'), { recursive: true });
    await record.add('one', sleeper());
    await record.add('two', sleeper());
    expect(reported).toEqual([expect.stringMatching(/cannot be written \(E/)]);
    expect((await readdir(folder)).sort()).toEqual(['running.json', 'supervisor.json']);
    await rm(join(folder, 'running.json'), { recursive: true });
    expect(
      await eventually(
        () => namesIn(folder).catch(() => []),
        (all) => all.length === 2,
        60_000,
      ),
    ).toEqual(['one', 'two']);
    await record.finish();
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets the next stack end the processes that a killed one left behind', async () => {
    const pid = sleeper();
    const gateway = join(folder, 'gateway');
    await mkdir(gateway);
    const left = { processes: [{ name: 'nginx', pid, identity: await identityOf(pid) }], folders: [gateway] };
    await writeFile(join(folder, 'running.json'), JSON.stringify(left));
    const record = newRecord();
    const gone = once(sleepers[0]!, 'exit');
    await record.begin();
    await gone;
    expect(isAlive(pid)).toBe(false);
    expect(await readdir(folder)).not.toContain('gateway');
    expect(reported).toEqual([expect.stringMatching(/ending nginx/)]);
    await record.finish();
  });

  it('does not end another process that has the pid of a recorded one', async () => {
    const pid = sleeper();
    const other = { processes: [{ name: 'nginx', pid, identity: 'another boot 1' }], folders: [] };
    await writeFile(join(folder, 'running.json'), JSON.stringify(other));
    const record = newRecord();
    await record.begin();
    expect(isAlive(pid)).toBe(true);
    await record.finish();
  });

  it('is ignored if it cannot be read, and that is reported', async () => {
    await writeFile(join(folder, 'running.json'), '{ "processes": [');
    const record = newRecord();
    await record.begin();
    expect(reported).toEqual([expect.stringMatching(/cannot be read/)]);
    expect(await namesIn(folder)).toEqual([]);
    await record.finish();
  });
});

describe('the lock of a folder', { timeout: COMMAND_TIMEOUT }, () => {
  it.each(['', '{ "pid": 1', JSON.stringify({ pid: 1, name: 'supervisor', identity: 'of another boot' })])(
    'is taken over from a killed stack: %j',
    async (text) => {
      await writeFile(join(folder, 'supervisor.json'), text);
      const lock = new FolderLock(folder);
      await lock.take();
      expect(await readdir(folder)).toEqual(['supervisor.json']);
      await expect(new FolderLock(folder).take()).rejects.toThrow(/runs in this folder already/);
      await lock.release();
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('is taken by one of eight stacks that start at once after a killed one', async () => {
    await writeFile(join(folder, 'supervisor.json'), '');
    const module = pathToFileURL(builtFile('tools/stack/folder-lock')).href;
    const program = `
      const { FolderLock } = await import('${module}');
      const answer = await new FolderLock(process.argv[1]).take().then(() => 'taken', ({ message }) => message);
      console.log(answer);
      setInterval(() => undefined, 1_000);`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const words = ['--input-type=module', '-e', program, folder];
        const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
        sleepers.push(child);
        const [line] = (await once(child.stdout, 'data')) as [Buffer];
        return line.toString().trim();
      }),
    );
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
    expect(answers.filter((answer) => answer.includes('runs in this folder already'))).toHaveLength(7);
    expect(await readdir(folder)).toEqual(['supervisor.json']);
  });
});
