import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canInstall, freePort, installPackages, which } from '../../tools/machine.js';
import { eventually } from './process.js';

const START = fileURLToPath(new URL('../../nginx/start.sh', import.meta.url));

/** nginx as `nginx/start.sh` starts it. */
export interface Gateway {
  readonly url: string;
  readonly port: number;
  /** What nginx and `start.sh` have written to standard error so far. */
  errors(): string;
  stop(): Promise<void>;
}

/** Something that answers in the place of a role. */
export interface FakeReplica {
  readonly address: string;
  /** Method and path of what it was asked, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts nginx in front of replicas; installs it where it may be. */
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
  // Workers of nobody must get to their files.
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

/** A replica that answers as it is told to. */
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

/** Reads a request to its end. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
