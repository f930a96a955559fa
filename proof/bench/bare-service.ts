import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, which } from '../../tools/machine.js';
import { builtFile } from '../../tools/project.js';
import { startProgram, untilReady } from '../../tools/stack/program.js';
import type { Endings } from '../stage/endings.js';

const STOP_MS_MAX = 5_000;

/**
 * Starts a bare nginx in front of two processes of bare Koa. It also serves `answers` from files, as
 * `/answers/0.json` and so on. Returns nginx's port.
 */
export async function startBareService(
  secret: string,
  answers: readonly string[],
  endings: Endings,
): Promise<number> {
  const nginx = await which('nginx');
  if (nginx === null) throw new Error('nginx is missing. Install it, for example: apt-get install nginx');
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bare-'));
  endings.add(() => rm(folder, { recursive: true, force: true }));
  // Started by root, nginx reads files as the user `nobody`.
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'answers'));
  for (const [index, answer] of answers.entries())
    await writeFile(join(folder, 'answers', `${index}.json`), answer);
  const ports = [await startBareKoa(secret, endings), await startBareKoa(secret, endings)];
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration({ folder, port, ports }));
  await start([nginx, '-p', folder, '-c', file, '-e', join(folder, 'error.log')], port, endings);
  return port;
}

/** Starts one process of bare Koa. Returns its port. */
export async function startBareKoa(secret: string, endings: Endings): Promise<number> {
  const port = await freePort();
  await start([process.execPath, builtFile('proof/bench/bare-koa'), String(port), secret], port, endings);
  return port;
}

/** Starts a program and waits until its port responds. Throws with its last line if it does not start. */
async function start(words: readonly string[], port: number, endings: Endings): Promise<void> {
  let last = '';
  const say = (line: string) => {
    last = line;
  };
  const running = startProgram(words, {}, say, { longestStop: STOP_MS_MAX });
  endings.add(() => running.stop());
  await untilReady(`http://127.0.0.1:${port}/`, running, new AbortController().signal).catch(
    (error: unknown) => {
      throw new Error(`${words[0] ?? ''} did not start: ${last}`, { cause: error });
    },
  );
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
  access_log off; sendfile on; tcp_nopush on; open_file_cache max=1000; client_body_temp_path ${at.folder}/body; proxy_temp_path ${at.folder}/proxy;
  fastcgi_temp_path ${at.folder}/f; uwsgi_temp_path ${at.folder}/u; scgi_temp_path ${at.folder}/s;
  keepalive_requests 100000000;
  upstream koa { ${servers} keepalive 256; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${at.port};
    location /answers/ { root ${at.folder}; default_type application/json; }
    location / { proxy_pass http://koa; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`;
}
