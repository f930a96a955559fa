import { createServer, type Server } from 'node:http';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFile } from '../../tools/log-file.js';
import { finish, startProgram, untilReady, type Running } from '../../tools/stack/program.js';
import { COMMAND_TIMEOUT, runProgram } from '../support/processes/command.js';
import { eventually } from '../support/processes/process.js';
import { isAlive } from '../support/processes/stack.js';
import { CAN_MOUNT, mountTinyDisk } from '../support/processes/tiny-disk.js';

let folder: string;
let reported: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-programs-'));
  reported = [];
});
afterEach(() => rm(folder, { recursive: true }));

const say = (line: string) => {
  reported.push(line);
};

describe('the log file of a program', { timeout: COMMAND_TIMEOUT }, () => {
  it('has the lines in order', async () => {
    const log = new LogFile(join(folder, 'log'), say);
    for (let n = 0; n < 1_000; n += 1) log.write(`line ${n}`);
    await log.close();
    const lines = (await readFile(join(folder, 'log'), 'utf8')).split('\n');
    expect([lines.length, lines[0], lines[999]]).toEqual([1_001, 'line 0', 'line 999']);
    expect(reported).toEqual([]);
  });

  it('drops lines that come after it was closed', async () => {
    const log = new LogFile(join(folder, 'log'), say);
    log.write('kept');
    await log.close();
    log.write('late');
    await log.close();
    expect(await readFile(join(folder, 'log'), 'utf8')).toBe('kept\n');
  });

  it.skipIf(!existsSync('/dev/full'))('drops lines on a full disk and reports that once', async () => {
    const log = new LogFile('/dev/full', say);
    for (let n = 0; n < 10; n += 1) log.write('line');
    await log.close();
    expect(reported).toEqual(['/dev/full cannot be written (ENOSPC); its lines are dropped']);
  });

  it.skipIf(!CAN_MOUNT)('is written again when the disk has space', async () => {
    const disk = await mountTinyDisk(1);
    try {
      const path = join(disk.folder, 'log');
      const log = new LogFile(path, say);
      await disk.fill();
      log.write('lost');
      await eventually(
        async () => reported.length,
        (lines) => lines === 1,
      );
      await disk.free();
      log.write('kept');
      await log.close();
      expect(await readFile(path, 'utf8')).toBe('kept\n');
      expect(reported).toEqual([expect.stringMatching(/ENOSPC/), expect.stringMatching(/written again/)]);
    } finally {
      await disk.unmount();
    }
  });

  it.each([false, true])(
    'does not wait for the reader of a pipe (a reader has it open: %s)',
    async (isOpen) => {
      const path = join(folder, 'pipe');
      await runProgram(['mkfifo', path]);
      const reader = isOpen ? await open(path, 'r+') : null;
      const log = new LogFile(path, say);
      for (let n = 0; n < 5_000; n += 1) log.write('x'.repeat(100));
      await log.close();
      expect(reported).toEqual([expect.stringMatching(/cannot be written \((EAGAIN|ENXIO)\)/)]);
      await reader?.close();
    },
  );
});

describe('a started program', { timeout: COMMAND_TIMEOUT }, () => {
  it('has a line without an end split into parts', async () => {
    const words = [process.execPath, '-e', "process.stdout.write('x'.repeat(1_000_000))"];
    await startProgram(words, process.env, say).ended;
    expect(reported.join('')).toHaveLength(1_000_000);
    expect(reported.length).toBeGreaterThan(5);
  });

  it('that does not exist is reported and counts as ended', async () => {
    const running = startProgram([join(folder, 'none')], process.env, say, { niceness: 5 });
    await running.ended;
    expect(reported).toEqual([expect.stringMatching(/ENOENT/)]);
  });

  it('yields the processor, also to programs of other sessions', async () => {
    const running = startProgram(['sleep', '1000'], process.env, say, { niceness: 5 });
    expect(getPriority(running.pid)).toBe(5);
    const group = `/proc/${running.pid}/autogroup`;
    if (existsSync(group)) expect(await readFile(group, 'utf8')).toMatch(/ nice 5\n$/);
    await running.stop('SIGKILL');
    expect(reported).toEqual([]);
  });

  it('is killed if it cannot be recorded', async () => {
    let pid = 0;
    const record = async (started: number) => {
      pid = started;
      throw new Error('the disk is full');
    };
    await expect(finish(['sleep', '1000'], process.env, say, undefined, record)).rejects.toThrow(
      'the disk is full',
    );
    expect(
      await eventually(
        async () => isAlive(pid),
        (alive) => !alive,
      ),
    ).toBe(false);
  });
});

describe('the readiness of a program', { timeout: COMMAND_TIMEOUT }, () => {
  let stranger: Server;
  let url: string;
  let running: Running;
  beforeEach(async () => {
    stranger = createServer((_, response) => response.end('mine'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await running.stop('SIGKILL');
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('is not proved by the response of another program on its port', async () => {
    running = startProgram(['sleep', '1'], process.env, say);
    const signal = new AbortController().signal;
    await expect(untilReady(url, running, signal, async () => false)).rejects.toThrow('it ended at once');
  });

  it('is proved by its own response', async () => {
    running = startProgram(['sleep', '100'], process.env, say);
    await untilReady(url, running, new AbortController().signal, async () => true);
  });
});
