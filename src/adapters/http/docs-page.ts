import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { HttpAnswer } from './endpoint.js';

/** What the page loads, all of it from here: the documentation works without internet. */
const ASSETS = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Holdfast API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <main id="docs"></main>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/** The documentation's page. */
export function docsPage(): HttpAnswer {
  return { status: 200, text: PAGE, mediaType: 'text/html; charset=utf-8' };
}

/** A file that the page loads; null for anything else. */
export async function docsAsset(name: string): Promise<HttpAnswer | null> {
  const headers = { 'Cache-Control': 'public, max-age=3600' };
  if (name === 'start.js')
    return { status: 200, text: START, mediaType: 'text/javascript; charset=utf-8', headers };
  if (!Object.hasOwn(ASSETS, name)) return null;
  const folder = join(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'), '..');
  const mediaType = ASSETS[name as keyof typeof ASSETS];
  return { status: 200, text: await readFile(join(folder, name)), mediaType, headers };
}
