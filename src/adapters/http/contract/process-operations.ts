import Joi from 'joi';
import { text } from './common-schemas.js';
import { named } from './named-schema.js';
import { operation } from './operation.js';

const tag = 'Process';

const role = text
  .description('What the process serves: `booking`, `search`, or `all` for both.')
  .example('all')
  .required();

const readinessCheck = named(
  'ReadinessCheck',
  Joi.object({
    name: text.description('What was checked.').example('draining').required(),
    ok: Joi.boolean().description('Whether the check passed.').example(true).required(),
    detail: text
      .description('What is wrong. If the check passed, a warning.')
      .example('The database accepts no writes: read-only (1290).'),
  })
    .description('One condition of being ready.')
    .example({ name: 'draining', ok: true }),
);

const readiness = named(
  'Readiness',
  Joi.object({
    status: Joi.string().valid('ready', 'not-ready').description('`ready` if every check passed.').required(),
    role,
    checks: Joi.array().items(readinessCheck).description('Every condition that was checked.').required(),
  }).description('Whether the process can serve requests, and why not.'),
);

const liveness = named(
  'Liveness',
  Joi.object({
    status: Joi.string().valid('ok').description('Always `ok`: the process responds.').required(),
  }).description('Confirms that the process responds.'),
);

const versionInfo = named(
  'Version',
  Joi.object({
    name: text.description('The name of the service.').example('holdfast').required(),
    version: text.description('Its version.').example('0.1.0').required(),
    role,
    node: text.description('The version of Node.js that runs it.').example('v24.11.1').required(),
  }).description('The program that responds, with its version and its role.'),
);

export const processOperations = {
  healthz: operation({
    method: 'get',
    path: '/healthz',
    tag,
    summary: 'Check that the process is alive',
    description: 'Uses no database. Through nginx, nginx itself responds.',
    caller: 'anyone',
    answers: { 200: { description: 'The process is alive.', schema: liveness } },
    refusals: [],
  }),
  readyz: operation({
    method: 'get',
    path: '/readyz',
    tag,
    summary: 'Check that the process can serve requests',
    description: 'The database is checked once a second, regardless of how many requests arrive.',
    caller: 'anyone',
    answers: {
      200: { description: 'The process can serve requests.', schema: readiness },
      503: {
        description: 'The process cannot serve requests, or is shutting down.',
        schema: readiness,
        example: {
          status: 'not-ready',
          role: 'booking',
          checks: [
            { name: 'draining', ok: true },
            { name: 'prepared', ok: true },
            {
              name: 'booking database',
              ok: false,
              detail: 'The database accepts no writes: read-only (1290).',
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
    summary: 'Get metrics for Prometheus',
    description: 'Each process has its own metrics. Through nginx, this is 404.',
    caller: 'anyone',
    answers: {
      200: {
        description: 'The metrics.',
        mediaType: 'text/plain',
        text: "Metrics in Prometheus' text format.",
        example: 'holdfast_holds_total 42\n',
      },
    },
    refusals: ['not-found'],
  }),
  version: operation({
    method: 'get',
    path: '/version',
    tag,
    summary: 'Get the version',
    description: 'Returns the version of the process that responds.',
    caller: 'anyone',
    answers: { 200: { description: 'Name, version and role.', schema: versionInfo } },
    refusals: [],
  }),
  openapi: operation({
    method: 'get',
    path: '/openapi.json',
    tag,
    summary: 'Get this document',
    description: 'Generate a client from it. The dates in its examples are made from the current day.',
    caller: 'anyone',
    answers: {
      200: {
        description: 'The OpenAPI 3.1 document.',
        schema: Joi.object().unknown().description('An OpenAPI 3.1 document.').example({ openapi: '3.1.0' }),
      },
    },
    refusals: [],
  }),
  docs: operation({
    method: 'get',
    path: '/docs',
    tag,
    summary: 'Read and try this API in a browser',
    description: 'Loads nothing from other servers.',
    caller: 'anyone',
    answers: {
      200: {
        description: 'The page.',
        mediaType: 'text/html',
        text: 'An HTML page.',
        example: '<!doctype html>',
      },
    },
    refusals: [],
  }),
};
