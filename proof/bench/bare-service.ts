import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, which } from '../../tools/machine.js';
import { builtFile } from '../../tools/project.js';
import type { Endings } from '../stage/endings.js';

const START_MS_MAX = 30_000;
const END_MS_MAX = 5_000;

/** Two processes of bare Koa behind a bare nginx. Returns nginx's port. */
export async function startBareService(secret: string, endings: Endings): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bare-'));
  endings.add(() => rm(folder, { recursive: true, force: true }));
  const ports = [await freePort(), await freePort()];
  for (const port of ports) {
    const child = spawn(process.execPath, [builtFile('proof/bench/bare-koa'), String(port), secret], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    endings.add(() => end(child));
    await Promise.race([once(child.stdout, 'data'), failAfter(START_MS_MAX, 'bare Koa did not start')]);
  }
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration({ folder, port, ports }));
  const nginx = await which('nginx');
  if (nginx === null) throw new Error('nginx is missing. Install it, for example: apt-get install nginx');
  const gateway = spawn(nginx, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], {
    stdio: 'ignore',
  });
  endings.add(() => end(gateway));
  await untilItListens(port);
  return port;
}

function configuration(at: {
  readonly folder: string;
  readonly port: number;
  readonly ports: readonly number[];
}) {
  const servers = at.ports.map((port) => `server 127.0.0.1:${port};`).join(' ');
  return `daemon off; pid ${at.folder}/nginx.pid; worker_processes 2;
events { worker_connections 4096; }
http {
  access_log off; client_body_temp_path ${at.folder}/body; proxy_temp_path ${at.folder}/proxy;
  fastcgi_temp_path ${at.folder}/f; uwsgi_temp_path ${at.folder}/u; scgi_temp_path ${at.folder}/s;
  keepalive_requests 100000000;
  upstream koa { ${servers} keepalive 256; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${at.port};
    location / { proxy_pass http://koa; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`;
}

async function untilItListens(port: number): Promise<void> {
  const deadline = Date.now() + START_MS_MAX;
  while (Date.now() < deadline) {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    if (response !== null) return;
    await sleep(50);
  }
  throw new Error('the bare nginx did not start');
}

async function failAfter(milliseconds: number, message: string): Promise<never> {
  await sleep(milliseconds, undefined, { ref: false });
  throw new Error(message);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS_MAX);
  await exited;
  clearTimeout(timer);
}
