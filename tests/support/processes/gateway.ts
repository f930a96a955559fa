import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canInstall, freePort, installPackages, which } from '../../../tools/machine.js';
import { eventually } from './process.js';

const START = fileURLToPath(new URL('../../../nginx/start.sh', import.meta.url));

/** A running nginx, started by `nginx/start.sh`. */
export interface Gateway {
  readonly url: string;
  readonly port: number;
  /** The standard error of nginx and `start.sh` so far. */
  errors(): string;
  stop(): Promise<void>;
}

/** A fake HTTP server in the place of a role. */
export interface FakeReplica {
  readonly address: string;
  /** Method and path of the received requests, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts nginx in front of replicas; installs it when it is missing and this user may. */
export async function startGateway(
  environment: Readonly<Record<string, string>>,
  onOutput: (lines: string) => void = () => undefined,
): Promise<Gateway> {
  if ((await which('nginx')) === null && (await canInstall())) await installPackages(['nginx']);
  if ((await which('nginx')) === null)
    throw new Error('nginx is missing. Install: sudo apt-get install nginx');
  const work = await mkdtemp(join(tmpdir(), 'holdfast-test-gateway-'));
  const [port, internal] = [await freePort(), await freePort()];
  const child = spawn('sh', [START], {
    env: {
      PATH: `${process.env['PATH'] ?? ''}:/usr/sbin`,
      LISTEN: `127.0.0.1:${port}`,
      INTERNAL: `127.0.0.1:${internal}`,
      WORK: join(work, 'gateway'),
      ACCESS_LOG: 'off',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk: Buffer) => onOutput(chunk.toString()));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    await rm(work, { recursive: true, force: true });
  };
  // Workers run as the user nobody, and must reach their files.
  await chmod(work, 0o711);
  const answers = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  if (await eventually(answers, (ok) => ok || child.exitCode !== null)) {
    return { url, port, errors: () => errors, stop };
  }
  await stop();
  throw new Error(`nginx did not start:\n${errors}`);
}

/** Starts a replica with the given responses. */
export async function startReplica(answer: RequestListener): Promise<FakeReplica> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Reads a whole request body. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
