import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import type { Context } from 'koa';
import rawBody from 'raw-body';
import { faultsIn, nestingOf, NESTING_MAX } from './json-text.js';
import { TransportProblem } from './problem.js';
import { rejectErrors } from './validation.js';

/** Largest body of a client, and of a call between the roles; each bounds it before and after decompression. */
export const CLIENT_BODY_BYTES_MAX = 64 * 1024;
export const SERVICE_BODY_BYTES_MAX = 1024 * 1024;

const MEDIA_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

type Unpack = (packed: Buffer, options: ZlibOptions) => Promise<Buffer>;

/** Decompresses each Content-Encoding, and stops where the result exceeds `maxOutputLength`. */
const UNPACK: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['identity', async (packed) => packed],
  ['gzip', promisify<Buffer, ZlibOptions, Buffer>(gunzip)],
  ['deflate', promisify<Buffer, ZlibOptions, Buffer>(inflate)],
  ['br', promisify<Buffer, ZlibOptions, Buffer>(brotliDecompress)],
]);

/**
 * The JSON body of a request; undefined if it has none. Reads at most `bytesMax` bytes and takes time linear in them.
 * Throws TransportProblem for an unsupported media type, charset or encoding, a body that is too large, and one that is
 * not JSON in UTF-8. Throws Refusal `validation-failed` for JSON nested deeper than NESTING_MAX, a repeated field, an
 * unpaired surrogate, and the other faults of `faultsIn`.
 */
export async function readBody(ctx: Context, bytesMax: number): Promise<unknown> {
  const { req } = ctx;
  if (!hasBody(req)) return undefined;
  if (!MEDIA_TYPE.test(ctx.get('content-type').trim())) {
    const detail = 'Send the body as Content-Type: application/json, in UTF-8.';
    throw new TransportProblem('unsupported-media-type', detail);
  }
  const unpack = UNPACK.get(ctx.get('content-encoding').trim().toLowerCase() || 'identity');
  if (unpack === undefined) {
    const detail = 'Send the body without Content-Encoding, or with gzip, deflate or br.';
    throw new TransportProblem('unsupported-media-type', detail);
  }
  if (ctx.get('expect').toLowerCase() === '100-continue') ctx.res.writeContinue();
  const bytes = await unpacked(unpack, await sentBytes(req, bytesMax), bytesMax);
  return bytes.length === 0 ? undefined : parsed(textOf(bytes));
}

/**
 * Rejects a request with a body, for operations that take none. It does not read the body, so the connection is closed.
 * Throws TransportProblem `body-too-large` or Refusal `validation-failed`.
 */
export function rejectBody(ctx: Context): void {
  if (!hasBody(ctx.req)) return;
  ctx.set('Connection', 'close');
  if (Number(ctx.get('content-length')) > CLIENT_BODY_BYTES_MAX) throw tooLarge(CLIENT_BODY_BYTES_MAX);
  rejectErrors([{ pointer: '', detail: 'must be left out: this operation takes no body' }]);
}

/** Whether the headers of a request announce a body (RFC 9112, section 6). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

async function sentBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const length = request.headers['content-length'] ?? null;
  try {
    return await rawBody(request, { length, limit: bytesMax });
  } catch (error) {
    const type = error instanceof Error && 'type' in error ? error.type : undefined;
    if (type === 'entity.too.large') throw tooLarge(bytesMax);
    // The client disconnected before the body was complete.
    if (type !== undefined) throw malformed();
    throw error;
  }
}

async function unpacked(unpack: Unpack, packed: Buffer, bytesMax: number): Promise<Buffer> {
  try {
    return await unpack(packed, { maxOutputLength: bytesMax });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(bytesMax);
    if (code.startsWith('Z_') || code.startsWith('ERR_')) throw malformed();
    throw error;
  }
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw malformed();
  const text = bytes.toString();
  // A byte-order mark may be ignored (RFC 8259, section 8.1).
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function parsed(text: string): unknown {
  const { depth, isClosed } = nestingOf(text);
  if (depth > NESTING_MAX) {
    if (!isClosed) throw malformed();
    rejectErrors([{ pointer: '', detail: `must not be nested deeper than ${NESTING_MAX} levels` }]);
  }
  const body = fromJson(text);
  rejectErrors(faultsIn(text));
  return body;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed();
    throw error;
  }
}

function tooLarge(bytesMax: number): TransportProblem {
  return new TransportProblem('body-too-large', `Send a body of at most ${bytesMax / 1024} KiB.`);
}

function malformed(): TransportProblem {
  const detail = 'The body is not valid JSON. Check its syntax, its length and its encoding.';
  return new TransportProblem('malformed-json', detail);
}
