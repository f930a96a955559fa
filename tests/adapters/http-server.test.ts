import { get } from 'node:http';
import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpServer } from '../../src/adapters/http/server.js';
import { eventually } from '../support/processes/process.js';

let server: HttpServer;
let port: number;
beforeEach(async () => {
  const app = new Koa();
  app.use((ctx) => {
    if (ctx.path !== '/never') {
      ctx.body = 'done';
      return;
    }
    // The response never ends, like that of an event stream.
    ctx.respond = false;
    ctx.res.write('still here');
  });
  server = new HttpServer(app);
  port = await server.listen(0, '127.0.0.1');
});
afterEach(() => server.drain(0, 100, () => undefined));

/** Sends a request on a new connection, and closes it when the response begins. */
const hangUpOn = (path: string) =>
  new Promise<void>((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.destroy();
      resolve();
    });
    request.on('error', () => resolve());
  });

describe('connections', () => {
  it.each(['/never', '/'])(
    'are no longer tracked after they end, also if that is during a response: %s',
    async (path) => {
      for (let connection = 0; connection < 20; connection += 1) await hangUpOn(path);
      const kept = await eventually(
        async () => (Reflect.get(server, 'running') as Map<unknown, number>).size,
        (size) => size === 0,
      );
      expect(kept).toBe(0);
    },
  );
});
