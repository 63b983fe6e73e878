import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { StationError } from '../errors.ts';

/** Who may knock: the token each request carries, and the addresses the station answers to. */
export interface Door {
  readonly token: string;
  /** Names the station one more address (`http://127.0.0.1:PORT`, `scanpost://post`) as its own. */
  answerTo(origin: string): void;
  readonly middleware: MiddlewareHandler;
}

/**
 * Lets a request pass when it names one of the station's own hosts, comes from one of its own pages (or from no
 * page) and carries the token: as `authorization: Bearer`, as a cookie, or once as `/?token=`, which sets the
 * cookie. Against other programs' pages in the same browser (DNS rebinding, CSRF) and other users' programs.
 */
export function createDoor(token: string): Door {
  const origins = new Set<string>();
  const hosts = new Set<string>();
  const expected = digest(token);
  const fits = (given: string | undefined) => given !== undefined && timingSafeEqual(digest(given), expected);
  // Cookies know no ports: two stations on one machine must not sign each other out.
  const cookieName = `scanpost_${expected.toString('hex').slice(0, 12)}`;

  const middleware: MiddlewareHandler = async (c, next) => {
    const url = new URL(c.req.url);
    if (!hosts.has(c.req.header('host') ?? url.host)) {
      return c.text(refusals.host.message, 421, { 'x-scanpost-refusal': refusals.host.code });
    }
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    const opensThePage =
      c.req.method === 'GET' && url.pathname === '/' && c.req.header('sec-fetch-mode') === 'navigate';
    const foreign =
      origin !== undefined ? !origins.has(origin) : site === 'cross-site' || site === 'same-site';
    if (foreign && !opensThePage) {
      return c.text(refusals.origin.message, 403, { 'x-scanpost-refusal': refusals.origin.code });
    }
    if (c.req.method === 'GET' && url.pathname === '/' && url.searchParams.has('token')) {
      if (!fits(url.searchParams.get('token') ?? undefined)) return refuseToken(c);
      setCookie(c, cookieName, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      c.header('cache-control', 'no-store');
      return c.redirect('/', 302);
    }
    const bearer = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (!fits(bearer ?? getCookie(c, cookieName))) return refuseToken(c);
    await next();
  };

  return {
    token,
    answerTo(origin) {
      origins.add(origin);
      hosts.add(new URL(origin).host);
    },
    middleware,
  };
}

const refusals = {
  host: new StationError(
    'FOREIGN_HOST',
    'This is not an address of the station. Open the address it printed.',
  ),
  origin: new StationError('FOREIGN_ORIGIN', "Only the station's own screen may ask this."),
  token: new StationError(
    'TOKEN_NEEDED',
    'Open the whole address that the station printed when it started, with its token.',
  ),
};

function refuseToken(c: Parameters<MiddlewareHandler>[0]): Response {
  return c.text(refusals.token.message, 401, { 'x-scanpost-refusal': refusals.token.code });
}

/** Hashed so that both sides have one length, which timingSafeEqual needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
