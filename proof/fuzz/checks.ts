import type { WireResponse } from './client.js';
import type { Contract, DocumentedResponse, Operation } from './contract.js';
import type { FuzzRequest } from './generate.js';

/** What no response may contain: stacks, source positions, SQL, database errors, password hashes. */
const LEAKS: readonly RegExp[] = [
  /\n[ \t]+at \S/,
  /\\n\s+at \S/,
  /node_modules/,
  /\.[cm]?[jt]s:\d+/,
  /\b(SELECT .* FROM|INSERT INTO|UPDATE \S+ SET|DELETE FROM)\b/,
  /\bER_[A-Z_]+/,
  /\$argon2/,
];

/** The size limit of a problem, however large the request is. */
const PROBLEM_LENGTH_MAX = 16_384;

/** Problems returned before an operation is reached, so that they may occur on any path. */
const BEFORE_ROUTING: ReadonlyMap<number, readonly string[]> = new Map([
  [400, ['malformed-request']],
  [405, ['method-not-allowed']],
  [408, ['request-timeout']],
  [431, ['headers-too-large']],
]);

/** Returns the faults of a response, in words. `secrets` must not occur in it. */
export function faultsOf(
  request: FuzzRequest,
  answer: WireResponse,
  contract: Contract,
  secrets: readonly string[],
): string[] {
  const { status, headers } = answer;
  return [
    ...(status >= 500 ? [`${status}: server error`] : []),
    ...(status < 400 && request.mustBeRejected ? [`${status} for a request that must be rejected`] : []),
    ...(headers['x-request-id'] === undefined ? ['no X-Request-Id'] : []),
    ...(status === 405 && headers['allow'] === undefined ? ['405 without Allow'] : []),
    ...documentFaults(request, answer, contract),
    ...(status >= 400 && request.method !== 'HEAD' ? problemFaults(request, answer, contract) : []),
    ...leaks(answer, secrets),
  ];
}

function documentFaults(
  request: FuzzRequest,
  { status, headers }: WireResponse,
  contract: Contract,
): string[] {
  if (request.method === 'OPTIONS' && status === 204) return [];
  const operation = servedAs(request, contract);
  const documented = operation?.answers.get(status);
  if (documented === undefined) {
    const isBeforeRouting = BEFORE_ROUTING.has(status) || (operation === undefined && status === 404);
    return isBeforeRouting || status >= 500 ? [] : [`${status} is not documented`];
  }
  return mediaTypeFaults(documented, headers['content-type']);
}

/** Returns the operation that the request reaches; a changed method may lead to another one. */
function servedAs({ operation, method, path }: FuzzRequest, { operations }: Contract): Operation | undefined {
  const wanted = method === 'HEAD' ? 'GET' : method;
  if (operation.method === wanted) return operation;
  const [plain = ''] = path.split('?');
  const matches = (template: string) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(plain);
  return operations.find((each) => each.method === wanted && matches(each.path));
}

function mediaTypeFaults({ mediaTypes }: DocumentedResponse, sent: string | undefined): string[] {
  if (mediaTypes.length === 0)
    return sent === undefined ? [] : [`a body of ${sent} where none is documented`];
  const isDocumented = mediaTypes.some((type) => sent?.startsWith(type) ?? false);
  return isDocumented ? [] : [`media type ${sent ?? 'missing'} in place of ${mediaTypes.join(' or ')}`];
}

function problemFaults(
  request: FuzzRequest,
  { status, headers, text }: WireResponse,
  contract: Contract,
): string[] {
  const operation = servedAs(request, contract);
  const type = headers['content-type'] ?? 'missing';
  if (!type.startsWith('application/problem+json')) return [`${status} of media type ${type}`];
  const problem = parsed(text);
  if (problem === null) return [`${status} that is no JSON object`];
  const missing = contract.problemFields.filter((field) => problem[field] === undefined);
  const { requestId } = problem;
  const code = typeof problem['code'] === 'string' ? problem['code'] : 'missing';
  const isKnown = contract.problemCodes.includes(code);
  const isExpected = [
    operation?.answers.get(status)?.codes,
    BEFORE_ROUTING.get(status),
    status === 404 ? ['not-found'] : [],
  ]
    .flatMap((codes) => codes ?? [])
    .includes(code);
  // A replayed response has the requestId of the first request with its key.
  const isReplayed = headers['idempotency-replayed'] !== undefined;
  return [
    ...(text.length > PROBLEM_LENGTH_MAX ? [`a problem of ${text.length} characters`] : []),
    ...(missing.length > 0 ? [`a problem without ${missing.join(', ')}`] : []),
    ...(problem['status'] === status
      ? []
      : [`a problem with status ${String(problem['status'])} in a response with status ${status}`]),
    ...(isKnown ? [] : [`the code ${code} is unknown`]),
    ...(isExpected || !isKnown ? [] : [`the code ${code} is not documented for ${status}`]),
    ...(isReplayed || requestId === headers['x-request-id']
      ? []
      : ['a requestId that differs from X-Request-Id']),
  ];
}

function leaks({ headers, text }: WireResponse, secrets: readonly string[]): string[] {
  // The OpenAPI document and its page contain no stored data.
  if (!(headers['content-type'] ?? '').includes('json') || text.startsWith('{"openapi"')) return [];
  const found = LEAKS.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
  const leakedSecrets = secrets.filter((secret) => text.includes(secret)).map(() => 'a secret');
  return [...found, ...leakedSecrets].map((leak) => `shows ${JSON.stringify(leak)}`);
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
