import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TcpProxy } from '../../proof/stage/tcp-proxy.js';

/** Everything that the server has received; it responds to each packet with one word. */
let received = '';
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    received += bytes.toString();
    socket.write('done');
  });
});

let proxy: TcpProxy;
let client: Socket;
beforeEach(async () => {
  received = '';
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await TcpProxy.start('127.0.0.1', (server.address() as AddressInfo).port);
  client = connect(proxy.port, '127.0.0.1');
  await once(client, 'connect');
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

describe('an interception by a proxy', () => {
  it('happens between the effect and the response, and resolves then', async () => {
    const seen: string[] = [];
    client.on('data', (bytes) => seen.push(bytes.toString()));
    const intercepted = proxy.intercept('COMMIT', 'answered', 25_000, () => seen.push(`killed: ${received}`));
    client.write('COMMIT');
    await intercepted;
    await once(client, 'close');
    expect(seen).toEqual(['killed: COMMIT']);
  });

  it('happens before the bytes reach the server', async () => {
    const intercepted = proxy.intercept('COMMIT', 'before', 25_000);
    client.write('COMMIT');
    await intercepted;
    await once(client, 'close');
    expect(received).toBe('');
  });

  it('fails if the bytes do not come in time, and does not happen later', async () => {
    let isDone = false;
    const intercepted = proxy.intercept('COMMIT', 'answered', 50, () => (isDone = true));
    await expect(intercepted).rejects.toThrow('no COMMIT could be intercepted');
    client.write('COMMIT');
    const [answer] = (await once(client, 'data')) as [Buffer];
    await sleep(20);
    expect([answer.toString(), isDone, client.destroyed]).toEqual(['done', false, false]);
  });
});
