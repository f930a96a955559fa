/** JSON Schema from the OpenAPI document, with references resolved. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly schema: Schema;
}

/** The documented response of an operation for one status. */
export interface DocumentedResponse {
  readonly mediaTypes: readonly string[];
  /** The problem codes for this status. */
  readonly codes: readonly string[];
}

export interface Operation {
  readonly method: string;
  /** As in the document: `/bookings/{id}`. */
  readonly path: string;
  readonly needsToken: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly schema: Schema; readonly example: unknown } | null;
  readonly answers: ReadonlyMap<number, DocumentedResponse>;
}

/** Everything the fuzzer knows about the service. */
export interface Contract {
  readonly operations: readonly Operation[];
  /** Fields required in every problem. */
  readonly problemFields: readonly string[];
  readonly problemCodes: readonly string[];
}

const PROBLEM = 'application/problem+json';

interface MediaObject {
  readonly schema?: unknown;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, unknown>>;
}

interface ResponseObject {
  /** Reference to a shared response. */
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, MediaObject>>;
}

interface OperationObject {
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaObject>> };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly responses?: Readonly<Record<string, ResponseObject>>;
  };
}

/** Reads an OpenAPI 3.1 document; throws Error for one without paths or without the schema `Problem`. */
export function readContract(document: unknown): Contract {
  const { paths, components } = document as Partial<Document>;
  if (paths === undefined || components?.schemas['Problem'] === undefined) {
    throw new Error('/openapi.json does not describe this service: paths or the schema Problem are missing');
  }
  const follow = (schema: unknown) => followed(schema, components.schemas) as Schema;
  const problem = follow(components.schemas['Problem']);
  return {
    operations: Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => {
        const responses = Object.entries(operation.responses).map(([status, response]) => {
          const shared = components.responses?.[response.$ref?.split('/').at(-1) ?? ''];
          return [status, shared ?? response] as const;
        });
        return operationOf(method, path, { ...operation, responses: Object.fromEntries(responses) }, follow);
      }),
    ),
    problemFields: problem.required ?? [],
    problemCodes: problem.properties?.['code']?.enum ?? [],
  };
}

function operationOf(
  method: string,
  path: string,
  { security = [], parameters = [], requestBody, responses }: OperationObject,
  follow: (schema: unknown) => Schema,
): Operation {
  const json = requestBody?.content['application/json'];
  const answers = Object.entries(responses).map(([status, { content = {} }]) => {
    const codes = Object.keys(content[PROBLEM]?.examples ?? {});
    return [Number(status), { mediaTypes: Object.keys(content), codes }] as const;
  });
  return {
    method: method.toUpperCase(),
    path,
    needsToken: security.length > 0,
    parameters: parameters.map((parameter) => ({ ...parameter, schema: follow(parameter.schema) })),
    body: json === undefined ? null : { schema: follow(json.schema), example: json.example },
    answers: new Map(answers),
  };
}

/** Resolves all references in a schema. */
function followed(part: unknown, schemas: Readonly<Record<string, unknown>>): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((item) => followed(item, schemas));
  const { $ref } = part as { $ref?: string };
  if ($ref !== undefined) return followed(schemas[$ref.split('/').at(-1) ?? ''], schemas);
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, followed(value, schemas)]));
}
