import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openApiDocument } from '../../../src/adapters/http/openapi/openapi.js';

interface Media {
  readonly schema?: object;
}

interface ResponseObject {
  /** Refers to a response that many operations share. */
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface OperationObject {
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

const document = openApiDocument('0.0.0', '2027-01-05') as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly responses: Readonly<Record<string, ResponseObject>> };
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(document, 'contract');

const paths = Object.keys(document.paths).map((path) => {
  return { path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) };
});

/** A response, as far as the contract describes it. */
export interface CheckedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly mediaType: string;
  readonly body: unknown;
}

/** Returns how a response violates the OpenAPI document; nothing for a path or method that is not in it. */
export function contractViolations({ method, path, status, mediaType, body }: CheckedAnswer): string[] {
  const known = paths
    .filter(({ pattern }) => pattern.test(path))
    .sort((a, b) => braces(a.path) - braces(b.path))[0];
  const operation = known === undefined ? undefined : document.paths[known.path]?.[method.toLowerCase()];
  if (known === undefined || operation === undefined) return [];
  const own = operation.responses[String(status)];
  const shared = own?.$ref?.split('/').at(-1);
  const response = shared === undefined ? own : document.components.responses[shared];
  if (response === undefined) return [`${method} ${known.path} does not document status ${status}`];
  const media = Object.keys(response.content ?? {}).find((type) => mediaType.startsWith(type));
  if (media === undefined) {
    return body === undefined
      ? []
      : [`${method} ${known.path} ${status} does not document media type ${mediaType}`];
  }
  if (!mediaType.includes('json')) return [];
  const place =
    shared === undefined
      ? ['paths', known.path, method.toLowerCase(), 'responses', String(status)]
      : ['components', 'responses', shared];
  const pointer = [...place, 'content', media, 'schema'];
  const validate = ajv.getSchema(`contract#/${pointer.map(escaped).join('/')}`);
  if (validate === undefined) throw new Error(`no schema at ${pointer.join('/')}`);
  return validate(body) === true
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function braces(path: string): number {
  return path.split('{').length;
}
