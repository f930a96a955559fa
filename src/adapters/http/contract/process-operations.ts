import Joi from 'joi';
import { text } from './common-schemas.js';
import { operation } from './operation.js';

const tag = 'Process';

const ready = Joi.object({
  status: Joi.string().valid('ready', 'not-ready').required(),
  role: text.required(),
  checks: Joi.array()
    .items(Joi.object({ name: text.required(), ok: Joi.boolean().required(), detail: text }))
    .required(),
});

export const processOperations = {
  healthz: operation({
    method: 'get',
    path: '/healthz',
    tag,
    summary: 'Whether the process lives',
    caller: 'anyone',
    answers: {
      200: {
        description: 'It does',
        schema: Joi.object({ status: Joi.string().valid('ok').required() }),
        example: { status: 'ok' },
      },
    },
    refusals: [],
  }),
  readyz: operation({
    method: 'get',
    path: '/readyz',
    tag,
    summary: 'Whether the process can serve',
    description:
      'Its database is looked at once a second, whoever asks. A check that is `ok` and has a `detail` is a warning.',
    caller: 'anyone',
    answers: {
      200: {
        description: 'It can',
        schema: ready,
        example: { status: 'ready', role: 'all', checks: [{ name: 'draining', ok: true }] },
      },
      503: {
        description: 'It cannot, or is about to end',
        schema: ready,
        example: {
          status: 'not-ready',
          role: 'booking',
          checks: [
            { name: 'draining', ok: true },
            { name: 'prepared', ok: true },
            {
              name: 'booking database',
              ok: false,
              detail: 'The database takes no changes: read-only (1290).',
            },
            { name: 'booking clock', ok: true },
          ],
        },
        headers: ['Retry-After'],
      },
    },
    refusals: [],
  }),
  metrics: operation({
    method: 'get',
    path: '/metrics',
    tag,
    summary: 'Figures for Prometheus',
    description: 'Each process has its own; through nginx this is 404.',
    caller: 'anyone',
    answers: { 200: { description: "Prometheus' text format", mediaType: 'text/plain' } },
    refusals: ['not-found'],
  }),
  version: operation({
    method: 'get',
    path: '/version',
    tag,
    summary: 'What runs here',
    caller: 'anyone',
    answers: {
      200: {
        description: 'Name, version and role',
        schema: Joi.object({
          name: text.required(),
          version: text.required(),
          role: text.required(),
          node: text.required(),
        }),
        example: { name: 'holdfast', version: '0.1.0', role: 'all', node: 'v24.21.0' },
      },
    },
    refusals: [],
  }),
  openapi: operation({
    method: 'get',
    path: '/openapi.json',
    tag,
    summary: 'This contract',
    caller: 'anyone',
    answers: { 200: { description: 'OpenAPI 3.1', schema: Joi.object().unknown() } },
    refusals: [],
  }),
  docs: operation({
    method: 'get',
    path: '/docs',
    tag,
    summary: 'This contract, to read and to try',
    caller: 'anyone',
    answers: { 200: { description: 'A page', mediaType: 'text/html' } },
    refusals: [],
  }),
};
