import { stringify } from 'csv-stringify/sync';
import { DateTime } from 'luxon';
import type { Language, ShiftReport, ShiftVisit } from '../api/views.pure.ts';
import type { Translate } from '../catalogue-words.ts';
import { catalogueWords } from '../catalogue-words.ts';
import { spreadsheetText } from '../exports/spreadsheet-text.ts';

export interface ShiftCsvOptions {
  readonly language: Language;
  /** The post's, IANA. */
  readonly timeZone: string;
  readonly translate?: Translate;
}

/**
 * A shift report as a file that a spreadsheet opens with a double click: UTF-8 with its mark, CRLF, and the separator
 * and decimal sign that spreadsheets expect in the language. Times are local to the post (`2026-03-01 13:00:00`, which
 * a spreadsheet takes for a time) and once more in UTC; durations are minutes. Text that a spreadsheet would run as a
 * formula, or make another number or a date of, gets an apostrophe before it. Below the visits come the figures of the stretches and the journal's head.
 */
export function shiftCsv(report: ShiftReport, options: ShiftCsvOptions): string {
  const translate = options.translate ?? catalogueWords(options.language);
  const columns = columnsOf(options, translate);
  const rows = [
    columns.map(([title]) => title),
    ...report.visits.map((visit) => columns.map(([, cell]) => cell(visit))),
    [],
    ...figures(report, options.language, translate),
    [],
    [translate('shift:head'), report.journalHead],
  ];
  return stringify(rows, {
    bom: true,
    delimiter: options.language === 'ru' ? ';' : ',',
    record_delimiter: 'windows',
    escape_formulas: true,
  });
}

/** `shift-2026-03-01T08-00.csv` */
export function shiftCsvName(report: ShiftReport, timeZone: string): string {
  const from = DateTime.fromISO(report.shift.from, { zone: timeZone });
  return `shift-${from.toFormat("yyyy-MM-dd'T'HH-mm")}.csv`;
}

type Column = readonly [title: string, cell: (visit: ShiftVisit) => string];

function columnsOf({ language, timeZone }: ShiftCsvOptions, translate: Translate): Column[] {
  const moments = ['arrived', 'called', 'beamOn', 'imageReady', 'opened', 'decided'] as const;
  const stretches = ['waiting', 'scanning', 'imageWaiting', 'deciding'] as const;
  const word = (group: string, value: string | null) =>
    value === null ? '' : translate(`common:${group}.${value}`);
  const text = (title: string, cell: Column[1]): Column => [translate(`shift:columns.${title}`), cell];
  const time = (moment: (typeof moments)[number], kind: 'local' | 'utc', zone: string): Column => [
    translate(`shift:csv.${kind}`, { what: translate(`common:moments.${moment}`), zone: timeZone }),
    (visit) => inZone(visit[moment], zone),
  ];
  return [
    text('plate', (visit) => spreadsheetText(visit.plate)),
    text('container', (visit) => spreadsheetText(visit.container ?? '')),
    text('laneClass', (visit) => word('laneClasses', visit.laneClass)),
    text('state', (visit) => word('states', visit.state)),
    text('decision', (visit) => word('decisions', visit.decision)),
    text('officer', (visit) => spreadsheetText(visit.officer ?? '')),
    text('scans', (visit) => String(visit.scans)),
    ...moments.map((moment) => time(moment, 'local', timeZone)),
    ...stretches.map(
      (stretch): Column => [
        translate('shift:csv.minutes', { what: translate(`shift:columns.${stretch}`) }),
        (visit) => minutes(visit[stretch], language),
      ],
    ),
    ...moments.map((moment) => time(moment, 'utc', 'utc')),
  ];
}

function figures(report: ShiftReport, language: Language, translate: Translate): string[][] {
  return [
    ['stretch', 'trucks', 'mean', 'median', 'p90', 'max'].map((title) => translate(`shift:csv.${title}`)),
    ...report.stretches.map(({ stretch, n, mean, median, p90, max }) => [
      translate(`shift:stretches.${stretch}`),
      String(n),
      ...[mean, median, p90, max].map((value) => minutes(value, language)),
    ]),
  ];
}

function inZone(at: string | null, zone: string): string {
  return at === null ? '' : DateTime.fromISO(at, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
}

function minutes(ms: number | null, language: Language): string {
  if (ms === null) return '';
  const value = (ms / 60_000).toFixed(2);
  return language === 'ru' ? value.replace('.', ',') : value;
}
