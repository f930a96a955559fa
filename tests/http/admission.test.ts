import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Joi from 'joi';
import { afterEach, describe, expect, it } from 'vitest';
import { Admission } from '../../src/adapters/http/admission.js';
import { createApp } from '../../src/adapters/http/app.js';
import { HttpServer } from '../../src/adapters/http/server.js';
import { eventually } from '../support/processes/process.js';

let server: HttpServer | null = null;
afterEach(async () => {
  await server?.drain(0, 0, () => undefined);
});

/** Serves one operation that responds when the test lets it. */
async function serve(admission: Admission) {
  const waiting: (() => void)[] = [];
  const app = createApp({
    routes: [
      {
        spec: {
          method: 'post',
          path: '/work',
          tag: 'Process',
          summary: '',
          caller: 'anyone',
          body: Joi.object({}),
          answers: { 204: { description: '' } },
          refusals: [],
        },
        handler: async () => {
          await new Promise<void>((resolve) => waiting.push(resolve));
          return { status: 204 };
        },
        admission,
      },
    ],
    authenticate: () => null,
    observe: () => undefined,
    trustProxy: false,
    corsOrigins: [],
    isTraced: false,
  });
  server = new HttpServer(app);
  const port = await server.listen(0, '127.0.0.1');
  const post = () =>
    fetch(`http://127.0.0.1:${port}/work`, {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    });
  return { port, post, waiting };
}

describe('the admission of requests', () => {
  it('rejects requests beyond the limit at once, and admits requests when there is room', async () => {
    const admission = new Admission(2);
    admission.open();
    const { post, waiting } = await serve(admission);
    const first = [post(), post()];
    await eventually(
      async () => waiting.length,
      (length) => length === 2,
    );
    const beyond = await post();
    expect([beyond.status, beyond.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await beyond.json()).toMatchObject({ code: 'overloaded' });
    for (const release of waiting) release();
    for (const { status } of await Promise.all(first)) expect(status).toBe(204);
    const later = post();
    await eventually(
      async () => waiting.length,
      (length) => length === 3,
    );
    waiting[2]?.();
    expect((await later).status).toBe(204);
  });

  it('reserves no place for a request whose body arrives slowly', async () => {
    const admission = new Admission(1);
    admission.open();
    const { port, post, waiting } = await serve(admission);
    const slow = connect(port, '127.0.0.1');
    slow.write(
      'POST /work HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
    );
    await sleep(50);
    const quick = post();
    await eventually(
      async () => waiting.length,
      (length) => length === 1,
    );
    waiting[0]?.();
    expect((await quick).status).toBe(204);
    slow.destroy();
  });

  it('admits no request before the store is ready', async () => {
    const admission = new Admission();
    const { post, waiting } = await serve(admission);
    const early = await post();
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await early.json()).toMatchObject({ code: 'database-unavailable' });
    expect(waiting).toEqual([]);
  });
});
