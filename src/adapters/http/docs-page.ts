import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { HttpResponse } from './endpoint.js';
import { PAGE_HEADERS } from './security-headers.js';

/** Files that the page loads. All come from this server, so that the documentation works without internet access. */
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
    <link rel="stylesheet" href="/docs/page.css" />
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

/**
 * Fits the page to a phone 360 pixels wide: long words break, tables become lists, and wide content such as a JSON
 * example scrolls on its own.
 */
const STYLE = `body {
  margin: 0;
}
.swagger-ui {
  overflow-wrap: anywhere;
}
.swagger-ui pre,
.swagger-ui .highlight-code,
.swagger-ui .model-box,
.swagger-ui .table-container {
  max-width: 100%;
  overflow-x: auto;
}
@media (max-width: 640px) {
  .swagger-ui .wrapper,
  .swagger-ui .opblock-body,
  .swagger-ui .opblock-section-header,
  .swagger-ui .opblock-description-wrapper {
    box-sizing: border-box;
    max-width: 100%;
    min-width: 0;
  }
  .swagger-ui .wrapper {
    padding: 0 8px;
  }
  .swagger-ui .info {
    margin: 16px 0;
  }
  .swagger-ui .opblock-tag,
  .swagger-ui .opblock .opblock-summary,
  .swagger-ui .opblock .opblock-summary-control,
  .swagger-ui .opblock .opblock-section-header,
  .swagger-ui .scheme-container .schemes {
    flex-wrap: wrap;
  }
  .swagger-ui .opblock .opblock-summary-path {
    max-width: 100%;
    word-break: break-word;
  }
  .swagger-ui .opblock-body table,
  .swagger-ui .opblock-body thead,
  .swagger-ui .opblock-body tbody,
  .swagger-ui .opblock-body tr,
  .swagger-ui .opblock-body td,
  .swagger-ui .opblock-body th {
    box-sizing: border-box;
    display: block;
    min-width: 0;
    width: 100%;
  }
  .swagger-ui .scheme-container .schemes-server-container,
  .swagger-ui .scheme-container .servers,
  .swagger-ui .scheme-container label,
  .swagger-ui .scheme-container select,
  .swagger-ui .opblock-body input,
  .swagger-ui .opblock-body select,
  .swagger-ui .opblock-body textarea,
  .swagger-ui .dialog-ux .modal-ux {
    box-sizing: border-box;
    max-width: 100%;
    min-width: 0;
    width: 100%;
  }
  .swagger-ui .scheme-container label,
  .swagger-ui .scheme-container .servers > label select {
    display: block;
    margin: 0;
  }
  .swagger-ui .opblock-body input[type='checkbox'],
  .swagger-ui .opblock-body input[type='radio'] {
    width: auto;
  }
}
`;

/** The documentation page. */
export function docsPage(): HttpResponse {
  const headers = Object.fromEntries(PAGE_HEADERS);
  return { status: 200, text: PAGE, mediaType: 'text/html; charset=utf-8', headers };
}

/** A file that the page loads; null for any other name. */
export async function docsAsset(name: string): Promise<HttpResponse | null> {
  const headers = { 'Cache-Control': 'public, max-age=3600' };
  if (name === 'start.js')
    return { status: 200, text: START, mediaType: 'text/javascript; charset=utf-8', headers };
  if (name === 'page.css') return { status: 200, text: STYLE, mediaType: 'text/css; charset=utf-8', headers };
  if (!Object.hasOwn(ASSETS, name)) return null;
  const folder = join(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'), '..');
  const mediaType = ASSETS[name as keyof typeof ASSETS];
  return { status: 200, text: await readFile(join(folder, name)), mediaType, headers };
}
