import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

type Headers = readonly (readonly [name: string, value: string])[];

/** Browsers apply it only over HTTPS. Other services may run on subdomains, so it does not include them. */
const TRANSPORT = 'max-age=31536000';

/**
 * Security headers of every response, as OWASP's REST Security Cheat Sheet recommends for data: a browser neither guesses
 * its type nor shows it in a frame.
 */
export const API_HEADERS: Headers = [
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Strict-Transport-Security', TRANSPORT],
  ['X-Content-Type-Options', 'nosniff'],
];

/** Security headers of a page. Helmet's default allows the inline styles that the documentation page needs. */
export const PAGE_HEADERS: Headers = headersSetBy(
  helmet({
    contentSecurityPolicy: {
      directives: { 'default-src': ["'self'"], 'upgrade-insecure-requests': null },
    },
    strictTransportSecurity: { includeSubDomains: false },
  }),
);

/** The headers that a middleware sets on every response. */
function headersSetBy(protect: ReturnType<typeof helmet>): Headers {
  const headers: (readonly [string, string])[] = [];
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.setHeader = (name, value) => {
    headers.push([name, String(value)]);
    return response;
  };
  protect(response.req, response, (error?: unknown) => {
    if (error !== undefined) throw error as Error;
  });
  return headers;
}
