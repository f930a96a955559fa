import type { Context } from 'koa';
import { Refusal } from '../../domain/shared/refusal.js';
import { TransportProblem } from './problem.js';

/** The cookie that holds the refresh token of a login that asked for one. */
export const REFRESH_COOKIE = 'holdfast_refresh';

/** Browsers send the cookie only to the operations of accounts. */
const PATH = '/auth';

/**
 * The refresh cookie of one request and its response. Scripts cannot read it, and pages of other sites cannot send it
 * (`SameSite=Strict`). It is `Secure` if the request arrived over HTTPS.
 */
export class RefreshCookie {
  constructor(private readonly ctx: Context) {}

  /**
   * The refresh token in the cookie; null if the request has none. Throws TransportProblem `forbidden` for a request by
   * a page of another origin, and Refusal `unauthenticated` for a cookie that is sent twice, because either of the two
   * could come from someone else; the response clears it.
   */
  token(): string | null {
    const [token = null, ...others] = this.sent();
    if (token === null) return null;
    rejectOtherOrigin(this.ctx);
    if (others.length === 0) return token;
    this.clear();
    throw new Refusal(
      'unauthenticated',
      `The cookie ${REFRESH_COOKIE} was sent more than once. Log in again.`,
    );
  }

  /** Makes the response set the cookie, for as long as its token is valid. */
  set(token: string, maxAgeSeconds: number): void {
    this.write(token, maxAgeSeconds);
  }

  /** Makes the response remove the cookie. */
  clear(): void {
    this.write('', 0);
  }

  private write(value: string, maxAgeSeconds: number): void {
    const attributes = [`Path=${PATH}`, `Max-Age=${maxAgeSeconds}`, 'HttpOnly', 'SameSite=Strict'];
    const secure = this.ctx.secure ? ['Secure'] : [];
    this.ctx.set('Set-Cookie', [`${REFRESH_COOKIE}=${value}`, ...attributes, ...secure].join('; '));
  }

  /** Koa's own reader returns the first of several cookies with one name, and does not show that there are others. */
  private sent(): string[] {
    const pairs = this.ctx.get('cookie').split(';');
    const prefix = `${REFRESH_COOKIE}=`;
    return pairs.flatMap((pair) => {
      const trimmed = pair.trim();
      return trimmed.startsWith(prefix) ? [trimmed.slice(prefix.length)] : [];
    });
  }
}

/**
 * Rejects requests that a browser sends for a page of another origin. `SameSite=Strict` keeps the cookie from other
 * sites, but not from other origins of the same site. Programs other than browsers send neither header.
 */
function rejectOtherOrigin(ctx: Context): void {
  const site = ctx.get('sec-fetch-site').toLowerCase();
  const origin = ctx.get('origin');
  const isOwn =
    site === '' ? origin === '' || hostOf(origin) === hostOf(`http://${ctx.get('host')}`) : isOwnSite(site);
  if (isOwn) return;
  const detail =
    'A page of another origin cannot use the refresh cookie. Send the request from a page of this service.';
  throw new TransportProblem('forbidden', detail);
}

function isOwnSite(site: string): boolean {
  return site === 'same-origin' || site === 'none';
}

/** The host without its port, which gateways do not pass on; null for `null` and for what is no URL. */
function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
