import type { Json } from './api-client.js';

/**
 * Returns the places of an OpenAPI document that lack a description, an example, a unit or a bound. It checks every
 * named schema, property, parameter, header, response, operation, request body and tag.
 */
export function undocumentedPlaces(document: Json): string[] {
  return new Walk(document).places();
}

class Walk {
  private readonly faults: string[] = [];

  constructor(private readonly document: Json) {}

  places(): string[] {
    const { paths, components, tags, servers, info } = this.document;
    for (const each of [info, ...tags, ...servers])
      this.describe(each, String(each.name ?? each.url ?? 'info'));
    for (const [path, operations] of Object.entries<Json>(paths)) {
      for (const [method, operation] of Object.entries<Json>(operations))
        this.operation(operation, `${method} ${path}`);
    }
    for (const [name, schema] of Object.entries<Json>(components.schemas)) this.schema(schema, name);
    for (const [name, response] of Object.entries<Json>(components.responses)) this.response(response, name);
    for (const [name, header] of Object.entries<Json>(components.headers)) {
      this.describe(header, `header ${name}`);
      if (!hasExample(header.schema)) this.faults.push(`header ${name}: no example`);
    }
    for (const [name, scheme] of Object.entries<Json>(components.securitySchemes))
      this.describe(scheme, name);
    return this.faults;
  }

  private operation(
    { summary, parameters, requestBody, responses, ...operation }: Json,
    place: string,
  ): void {
    if (typeof summary !== 'string' || summary === '') this.faults.push(`${place}: no summary`);
    this.describe(operation, place);
    for (const parameter of parameters) {
      const of = `${place} ${parameter.in} ${parameter.name}`;
      this.describe(parameter, of);
      if (!('example' in parameter) && !hasExample(parameter.schema)) this.faults.push(`${of}: no example`);
      this.bounds({ description: parameter.description, ...parameter.schema }, of);
    }
    if (requestBody !== undefined) {
      this.describe(requestBody, `${place} body`);
      this.media(requestBody, `${place} body`);
    }
    for (const [status, response] of Object.entries<Json>(responses))
      if (response.$ref === undefined) this.response(response, `${place} ${status}`);
  }

  private response(response: Json, place: string): void {
    this.describe(response, place);
    this.media(response, place);
  }

  private media({ content = {} }: Json, place: string): void {
    for (const [type, media] of Object.entries<Json>(content)) {
      if (!('example' in media) && !('examples' in media)) this.faults.push(`${place} ${type}: no example`);
      this.schema(media.schema, `${place} ${type}`, false);
    }
  }

  /** Checks a schema with its properties and parts. A part of an `allOf` needs no example, because it is incomplete. */
  private schema(schema: Json, place: string, needsExample = true): void {
    const target = this.resolved(schema);
    this.describe({ ...target, ...schema }, place);
    const example = hasExample(schema) || hasExample(target);
    if (needsExample && !example) this.faults.push(`${place}: no example`);
    if (schema.$ref !== undefined) return;
    this.bounds(schema, place);
    for (const [name, property] of Object.entries<Json>(schema.properties ?? {}))
      this.schema(property, `${place}.${name}`);
    if (schema.items !== undefined) this.schema(schema.items, `${place}[]`);
    for (const part of [...(schema.allOf ?? []), ...(schema.anyOf ?? [])])
      if (part.type !== 'null') this.schema(part, `${place} (part)`, false);
  }

  /** Checks that numbers have bounds, and that descriptions name units. */
  private bounds({ type, format, minimum, maximum, enum: values, description }: Json, place: string): void {
    const types = [type].flat();
    const isNumber = types.includes('integer') || types.includes('number');
    if (isNumber && values === undefined && (minimum === undefined || maximum === undefined))
      this.faults.push(`${place}: no bounds`);
    const unit = unitOf(place, isNumber, format);
    if (unit !== null && description !== undefined && !unit.test(description))
      this.faults.push(`${place}: no unit`);
  }

  private describe({ description }: Json, place: string): void {
    if (typeof description !== 'string' || !/^[^\s].*\.$/s.test(description))
      this.faults.push(`${place}: no sentence that describes it`);
  }

  private resolved({ $ref, anyOf }: Json): Json {
    const reference = $ref ?? (anyOf as Json[] | undefined)?.find((part) => part.$ref !== undefined)?.$ref;
    if (reference === undefined) return {};
    return this.document.components.schemas[reference.split('/').at(-1)] ?? {};
  }
}

function hasExample(schema: Json): boolean {
  return 'example' in schema || (Array.isArray(schema.examples) && schema.examples.length > 0);
}

/** The pattern of the unit that a description must name; null for a field without a unit. */
function unitOf(place: string, isNumber: boolean, format: string | undefined): RegExp | null {
  if (format === 'date-time') return /UTC/;
  if (!isNumber) return null;
  if (/seconds$|\.expiresIn$|Retry-After/i.test(place)) return /seconds/i;
  if (/minutes$/i.test(place)) return /minutes/;
  if (/\.amount$|price$/i.test(place)) return /minor units/;
  return place.endsWith('itude') ? /degrees/i : null;
}
