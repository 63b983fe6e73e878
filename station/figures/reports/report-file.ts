import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type { ReportFileInput } from '../../api/figure-inputs.pure.ts';
import type { Officer } from '../../api/views.pure.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Figures } from '../figures.ts';
import { groupsBy, pathOf } from '../path.ts';
import { patternOf, totalsOf } from '../rates.ts';
import { reportCsv } from './report-csv.ts';
import { type ReportData, reportDocument } from './report-tables.ts';

export interface ReportSources extends Pick<ReportData, 'post' | 'version' | 'at'> {
  readonly figures: Figures;
  readonly journal: Pick<Journal, 'append' | 'head'>;
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
  from: ReportSources,
): Promise<ReportFile> {
  const data = reportData(ask, by, from);
  const body = await fileOf(ask, data);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const local = DateTime.fromISO(data.period.from, { zone: data.post.timeZone });
  const name = `${ask.kind}-${ask.unit}-${local.toFormat("yyyy-MM-dd'T'HH-mm")}.${ask.format}`;
  const { kind: report, format } = ask;
  const { from: begin, to } = data.period;
  from.journal.append([
    {
      kind: 'report.exported',
      subject: 'reports',
      actor: by.id,
      body: { report, format, name, sha256, from: begin, to, by: by.serviceNumber },
    },
  ]);
  return { name, type: types[ask.format], sha256, body };
}

async function fileOf(ask: ReportFileInput, data: ReportData): Promise<Uint8Array<ArrayBuffer>> {
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

function reportData(ask: ReportFileInput, by: Officer, from: ReportSources): ReportData {
  const { figures, journal, post, version, at } = from;
  const { period, selection, sorted, counted } = figures.measure(ask, ask.filter, by);
  return {
    ...{ kind: ask.kind, period, filter: ask.filter, post, version, at, language: ask.language },
    totals: totalsOf(counted),
    path: pathOf(sorted),
    byHour: groupsBy(selection, sorted, 'hour'),
    byClass: groupsBy(selection, sorted, 'laneClass'),
    byLane: groupsBy(selection, sorted, 'lane'),
    pattern: patternOf(counted),
    delays: figures.delays(period),
    rule: figures.outlierRule(),
    by: by.serviceNumber,
    head: journal.head(),
  };
}
