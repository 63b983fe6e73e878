import type { ReportFileInput } from '../../api/figure-inputs.pure.ts';
import type { Officer } from '../../api/views.pure.ts';
import type { JournalHead } from '../../journal/journal.ts';
import type { Figures } from '../figures.ts';
import { groupsBy, pathOf } from '../path.ts';
import { patternOf, totalsOf } from '../rates.ts';
import type { ReportData } from './report-tables.ts';

/** What a report says of itself, and does not work out. */
export type ReportHeading = Pick<ReportData, 'post' | 'version' | 'at'>;

export interface ReportSources extends ReportHeading {
  readonly figures: Figures;
  readonly head: JournalHead;
}

/** The bytes of a report, and the period it is of, ISO 8601 UTC. */
export interface MadeReport {
  readonly from: string;
  readonly to: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** All that a report says. Throws StationError PERIOD_INVALID. */
export function reportData(ask: ReportFileInput, by: Officer, from: ReportSources): ReportData {
  const { figures, head, post, version, at } = from;
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
    head,
  };
}
