import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { Hono } from 'hono';
import { z } from 'zod';
import type { OpenedBookings } from '../api/booking-views.pure.ts';
import type { Operations } from '../api/operations.ts';
import { describeFault } from '../api/refusals.ts';
import { appRouter } from '../api/router.ts';
import { languages } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';
import type { EvidenceAsk, MadeEvidence } from '../exports/evidence.ts';
import type { Logger } from '../log.ts';
import { limitBody } from './body-limit.ts';
import { bookingRoutes } from './booking-routes.ts';
import type { Door } from './door.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { answerFault, createGuard, sessionHeader } from './guard.ts';
import { type PhotoShelf, photoRoutes } from './photo-routes.ts';
import { type ReceivedShelf, receivedRoutes } from './received-routes.ts';
import { type MakeReport, reportRoutes } from './report-routes.ts';
import { type PictureShelf, scanRoutes, type ThumbnailShelf } from './scan-routes.ts';
import { screenRoutes } from './screen.ts';
import { securityHeaders } from './security-headers.ts';

export interface AppParts {
  readonly door: Door;
  readonly operations: Operations;
  readonly pictures: PictureShelf;
  readonly thumbnails: ThumbnailShelf;
  readonly received: ReceivedShelf;
  readonly photos: PhotoShelf;
  /** A report as a file, on record before it is handed over. */
  readonly report: MakeReport;
  /** The shift's visits as a CSV file that a spreadsheet opens right. */
  readonly shiftCsv: (ask: ShiftCsvQuery) => Promise<{ readonly name: string; readonly body: string }>;
  /** The evidence sheet of a visit as a PDF. Throws VISIT_UNKNOWN. */
  readonly sheet: (ask: SheetQuery & { readonly visitId: string; readonly by: string }) => Promise<{
    readonly name: string;
    readonly body: Uint8Array<ArrayBuffer>;
  }>;
  readonly evidence: (ask: EvidenceAsk) => Promise<MadeEvidence>;
  /** Reads a list of bookings. Throws BOOKINGS_FILE_… */
  readonly openBookings: (bytes: Uint8Array, name: string) => Promise<OpenedBookings>;
  /** A handover as a PDF, or the text that was signed byte for byte. Throws HANDOVER_UNKNOWN. */
  readonly handover: (
    ask: SheetQuery & { readonly handoverId: string; readonly kind: 'pdf' | 'json' },
  ) => Promise<{ readonly name: string; readonly body: Uint8Array<ArrayBuffer> }>;
  /** Folder of the built screen, or null when there is none. */
  readonly rendererFolder: string | null;
  readonly log: Logger;
}

const shiftCsvQuery = z.object({
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  language: z.enum(languages).default('en'),
});
export type ShiftCsvQuery = z.output<typeof shiftCsvQuery>;

const sheetQuery = z.object({ language: z.enum(languages).default('en') });
export type SheetQuery = z.output<typeof sheetQuery>;

/** The largest body a call may have: a visit with every field filled is a hundredth of it. */
const largestBody = 256 * 1024;

/** Everything the screen can ask for, behind the one door. */
export function createApp(parts: AppParts): Hono {
  const { door, operations, log } = parts;
  const app = new Hono();
  app.use(securityHeaders());
  app.use(door.middleware);
  app.onError((fault, c) => answerFault(fault, c, log));
  app.notFound((c) => c.text('There is nothing here. Go back to the first page.', 404));

  app.use('/rpc/*', limitBody(largestBody, tooLarge));
  app.use('/exports/*', limitBody(largestBody, tooLarge));
  app.all('/rpc/*', (c) =>
    fetchRequestHandler({
      endpoint: '/rpc',
      req: c.req.raw,
      router: appRouter,
      createContext: ({ req }) => ({ operations, session: req.headers.get(sessionHeader) }),
      onError: ({ error, path }) => {
        if (describeFault(error).code !== 'INTERNAL' || error.code !== 'INTERNAL_SERVER_ERROR') return;
        log.error({ err: error.cause ?? error, path }, 'a call failed');
      },
    }),
  );

  const guard = createGuard((session) => operations.sessionAt(session));
  app.route('/', scanRoutes(parts.pictures, parts.thumbnails, guard));
  app.route('/', receivedRoutes(parts.received, guard));
  app.route('/', photoRoutes(parts.photos, guard));
  app.route(
    '/',
    evidenceRoutes(parts.evidence, guard, (session) => operations.officerOf(session)),
  );

  app.route('/', bookingRoutes(parts.openBookings, guard));
  app.route(
    '/',
    reportRoutes(parts.report, guard, (session) => operations.officerOf(session)),
  );

  app.get('/exports/shift.csv', guard('exports.shift'), async (c) => {
    const { name, body } = await parts.shiftCsv(shiftCsvQuery.parse(c.req.query()));
    return c.body(body, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
      'cache-control': 'no-store',
    });
  });

  app.get('/exports/visits/:id/sheet.pdf', guard('exports.sheet'), async (c) => {
    const officer = operations.officerOf(c.req.header(sessionHeader) ?? '');
    const by = officer?.serviceNumber ?? '';
    const { name, body } = await parts.sheet({
      ...sheetQuery.parse(c.req.query()),
      visitId: c.req.param('id'),
      by,
    });
    return c.body(body, 200, {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
      'cache-control': 'no-store',
    });
  });

  app.get('/exports/handovers/:file{[0-9a-f-]{36}\\.(pdf|json)}', guard('exports.handover'), async (c) => {
    const [handoverId = '', kind] = c.req.param('file').split('.');
    const { language } = sheetQuery.parse(c.req.query());
    const { name, body } = await parts.handover({
      handoverId,
      kind: kind === 'json' ? 'json' : 'pdf',
      language,
    });
    return c.body(body, 200, {
      'content-type': kind === 'json' ? 'application/json' : 'application/pdf',
      'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
      'cache-control': 'no-store',
    });
  });

  app.route('/', screenRoutes(parts.rendererFolder));
  return app;
}

function tooLarge(): never {
  throw new StationError('INPUT_INVALID', 'The call is too large.', {
    details: { field: '', problem: `more than ${largestBody} bytes` },
  });
}
