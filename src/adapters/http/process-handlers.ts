import type { Instant } from '../../domain/shared/instant.js';
import { dayOf } from '../../domain/shared/local-date.js';
import { notFound } from '../../domain/shared/refusal.js';
import type { Route } from './app.js';
import type { processOperations } from './contract/process-operations.js';
import { docsAsset, docsPage } from './docs-page.js';
import type { Handlers, HttpResponse } from './endpoint.js';
import { openApiDocument } from './openapi/openapi.js';

/** One condition of being ready. */
export interface ReadinessCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail?: string;
}

/** What the process reports about itself. */
export interface ProcessStatus {
  readonly role: string;
  readonly version: string;
  readiness(): Promise<readonly ReadinessCheck[]>;
  now(): Instant;
  /** The metrics in Prometheus' text format. */
  metrics(): Promise<string>;
}

export function processHandlers(status: ProcessStatus): Handlers<typeof processOperations> {
  const { role, version } = status;
  let document = { day: '', text: '' };
  return {
    healthz: async () => ({ status: 200, json: { status: 'ok' } }),
    readyz: async () => {
      const checks = await status.readiness();
      const ready = checks.every(({ ok }) => ok);
      const headers: Record<string, string> = ready ? {} : { 'Retry-After': '1' };
      return {
        status: ready ? 200 : 503,
        json: { status: ready ? 'ready' : 'not-ready', role, checks },
        headers,
      };
    },
    metrics: async () => ({
      status: 200,
      text: await status.metrics(),
      mediaType: 'text/plain; version=0.0.4',
    }),
    version: async () => ({ status: 200, json: { name: 'holdfast', version, role, node: process.version } }),
    openapi: async () => {
      // The examples of the document depend on the day, so it is built once a day.
      const day = dayOf(status.now());
      if (document.day !== day) document = { day, text: JSON.stringify(openApiDocument(version, day)) };
      return { status: 200, text: document.text, mediaType: 'application/json' };
    },
    docs: async () => docsPage(),
  };
}

/** The files of the documentation page. They are not part of the contract. */
export const DOCS_ASSETS: Route = {
  spec: {
    method: 'get',
    path: '/docs/{file}',
    tag: 'Process',
    summary: '',
    caller: 'anyone',
    answers: { 200: { description: '', mediaType: '*/*' } },
    refusals: [],
  },
  handler: async ({ params }: { params: { readonly file: string } }): Promise<HttpResponse> => {
    const asset = await docsAsset(params.file);
    if (asset === null) throw notFound('page');
    return asset;
  },
};
