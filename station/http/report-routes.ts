import { Hono } from 'hono';
import { type ReportFileInput, reportFileInput } from '../api/figure-inputs.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import type { ReportFile } from '../figures/reports/report-file.ts';
import { type Guard, sessionHeader } from './guard.ts';

export type MakeReport = (ask: ReportFileInput, by: Officer) => Promise<ReportFile>;

/** `POST /exports/report`: a report as a file. It is on record by the time it is answered. */
export function reportRoutes(
  make: MakeReport,
  guard: Guard,
  officerOf: (session: string) => Officer | null,
): Hono {
  const app = new Hono();
  app.post('/exports/report', guard('exports.report'), async (c) => {
    const by = officerOf(c.req.header(sessionHeader) ?? '');
    if (by === null) throw new TypeError('The guard lets nobody by.');
    const { name, type, sha256, body } = await make(
      reportFileInput.parse(await c.req.json().catch(() => null)),
      by,
    );
    return c.body(body, 200, {
      'content-type': type,
      'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
      'x-scanpost-sha256': sha256,
      'cache-control': 'no-store',
    });
  });
  return app;
}
