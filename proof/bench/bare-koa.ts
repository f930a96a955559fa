import { createHmac } from 'node:crypto';
import Koa from 'koa';

/**
 * The least that any Node.js service does for a request: it verifies the token (each once, then from a cache), parses
 * the body, and responds with JSON. A GET returns 200. Arguments: the port and the secret.
 */
const [port = '0', secret = ''] = process.argv.slice(2);
const BODY_BYTES_MAX = 65_536;

const remembered = new Map<string, object>();

function claimsOf(header: string): object {
  const known = remembered.get(header);
  if (known !== undefined) return known;
  const [head, payload, signature] = header.slice('Bearer '.length).split('.');
  const expected = createHmac('sha256', secret)
    .update(`${head ?? ''}.${payload ?? ''}`)
    .digest('base64url');
  if (signature !== expected) throw new Error('wrong signature');
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as object;
  if (remembered.size < 100_000) remembered.set(header, claims);
  return claims;
}

const app = new Koa();
app.silent = true;
app.use(async (ctx) => {
  if (ctx.method === 'GET') {
    ctx.body = 'ready';
    return;
  }
  claimsOf(ctx.get('authorization'));
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new Error('too large');
    chunks.push(chunk);
  }
  const body = JSON.parse(Buffer.concat(chunks).toString()) as object;
  ctx.body = { received: Object.keys(body).length };
});
const server = app.listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => server.close(() => process.exit(0)));
