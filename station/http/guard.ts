import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { admit } from '../api/admission.ts';
import type { SessionView } from '../api/officer-operations.ts';
import { describeFault } from '../api/refusals.ts';
import type { Logger } from '../log.ts';

export const sessionHeader = 'x-scanpost-session';

/** Makes the middleware that lets a route be asked by those whom `rights.ts` lets make `call`. */
export type Guard = (call: string) => MiddlewareHandler;

export function createGuard(sessionAt: (session: string) => SessionView | null): Guard {
  return (call) => async (c, next) => {
    const session = c.req.header(sessionHeader);
    admit(call, session === undefined ? null : sessionAt(session));
    await next();
  };
}

const statuses: Readonly<Record<string, ContentfulStatusCode>> = {
  SIGN_IN_NEEDED: 401,
  NOT_ALLOWED: 403,
  SCREEN_LOCKED: 403,
  PASSWORD_CHANGE_NEEDED: 403,
  FIRST_LOOK_WITHHELD: 403,
  SCAN_UNKNOWN: 404,
  READING_UNKNOWN: 404,
  HANDOVER_UNKNOWN: 404,
  IMAGE_UNKNOWN: 404,
  IMAGE_MISSING: 404,
  SCAN_NOT_ARCHIVED: 404,
  SCAN_FILE_MISSING: 404,
  CAPTURE_MISSING: 404,
  PHOTO_MISSING: 404,
  PHOTO_DAMAGED: 422,
  PHOTO_TYPE: 422,
  PHOTO_TOO_LARGE: 413,
  PHOTO_UNREADABLE: 422,
  TILE_OUT_OF_RANGE: 404,
  INPUT_INVALID: 400,
  IMAGE_UNREADABLE: 422,
  IMAGE_NOT_A_RADIOGRAPH: 422,
  IMAGE_SYNTAX_UNSUPPORTED: 422,
  IMAGE_TOO_LARGE: 422,
  IMAGE_TIMED_OUT: 422,
};

/** Answers a fault of a plain route as a call would: `{ scanpost: { code, details } }`. */
export function answerFault(fault: Error, c: Context, log: Logger): Response {
  const scanpost = describeFault(fault);
  if (scanpost.code === 'INTERNAL') log.error({ err: fault, path: c.req.path }, 'a request failed');
  c.header('cache-control', 'no-store');
  return c.json({ scanpost }, statuses[scanpost.code] ?? 500);
}
