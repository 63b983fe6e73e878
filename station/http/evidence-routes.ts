import { Hono } from 'hono';
import { z } from 'zod';
import { languages, type Officer } from '../api/views.pure.ts';
import type { EvidenceAsk, MadeEvidence } from '../exports/evidence.ts';
import { type Guard, sessionHeader } from './guard.ts';

const asked = z.strictObject({ commandId: z.uuid(), language: z.enum(languages) });

/** `POST /exports/visits/:id/evidence`: the whole of a visit as one ZIP. It is on record by the time it is answered. */
export function evidenceRoutes(
  make: (ask: EvidenceAsk) => Promise<MadeEvidence>,
  guard: Guard,
  officerOf: (session: string) => Officer | null,
): Hono {
  const app = new Hono();
  app.post('/exports/visits/:id/evidence', guard('exports.evidence'), async (c) => {
    const by = officerOf(c.req.header(sessionHeader) ?? '');
    if (by === null) throw new TypeError('The guard lets nobody by.');
    const ask = asked.parse(await c.req.json().catch(() => null));
    const made = await make({ ...ask, visitId: c.req.param('id'), by });
    return c.body(made.open(), 200, {
      'content-type': 'application/zip',
      'content-length': String(made.bytes),
      'content-disposition': `attachment; filename="${made.name.replaceAll(/[^\w.-]/g, '_')}"`,
      'x-scanpost-sha256': made.sha256,
      'cache-control': 'no-store',
    });
  });
  return app;
}
