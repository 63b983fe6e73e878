import { z } from 'zod';
import { reportFormats, reportKinds } from '../../api/figure-inputs.pure.ts';

/** What the journal says of reports that left the station; the subject of each is `reports`. */
export const reportKindsOfEntries = {
  'report.exported': z.strictObject({
    report: z.enum(reportKinds),
    format: z.enum(reportFormats),
    name: z.string().min(1),
    /** Of the file, 64 hex digits. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    /** Service number. */
    by: z.string().min(1),
  }),
} as const;
