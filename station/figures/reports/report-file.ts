import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type { ReportFileInput } from '../../api/figure-inputs.pure.ts';
import type { Officer } from '../../api/views.pure.ts';
import type { Journal } from '../../journal/journal.ts';
import type { LongWork } from '../figures-protocol.ts';
import { reportCsv } from './report-csv.ts';
import type { ReportHeading } from './report-data.ts';
import { type ReportData, reportDocument } from './report-tables.ts';

export interface ReportMaker {
  readonly heading: ReportHeading;
  readonly make: LongWork['file'];
  readonly journal: Pick<Journal, 'append'>;
}

export interface ReportFile {
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
} as const;

/**
 * Makes a report and puts it on record with its hash before it is handed over: what cannot be recorded does not leave.
 * Throws StationError PERIOD_INVALID, or what the journal throws.
 */
export async function reportFile(
  ask: ReportFileInput,
  by: Officer,
  { heading, make, journal }: ReportMaker,
): Promise<ReportFile> {
  const { from, to, body } = await make(ask, by, heading);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const local = DateTime.fromISO(from, { zone: heading.post.timeZone });
  const name = `${ask.kind}-${ask.unit}-${local.toFormat("yyyy-MM-dd'T'HH-mm")}.${ask.format}`;
  const { kind: report, format } = ask;
  journal.append([
    {
      kind: 'report.exported',
      subject: 'reports',
      actor: by.id,
      body: { report, format, name, sha256, from, to, by: by.serviceNumber },
    },
  ]);
  return { name, type: types[ask.format], sha256, body };
}

/** A report as a file of the kind asked for. */
export async function bytesOf(ask: ReportFileInput, data: ReportData): Promise<Uint8Array<ArrayBuffer>> {
  const document = reportDocument(data);
  const { timeZone } = data.post;
  switch (ask.format) {
    case 'csv':
      return new TextEncoder().encode(reportCsv(document, ask.language, timeZone));
    case 'xlsx': {
      const { reportXlsx } = await import('./report-xlsx.ts');
      return reportXlsx(document, timeZone);
    }
    case 'pdf': {
      const { reportPdf } = await import('./report-pdf.ts');
      const { at, version, language } = data;
      return reportPdf(document, { at, version, language, timeZone });
    }
  }
}
