import type { ReportFileInput } from '../api/figure-inputs.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import type { Figures, FiguresOptions } from './figures.ts';
import type { MadeReport, ReportHeading } from './reports/report-data.ts';

/** What the thread needs to know of the post; the same as long as the station runs. */
export interface FiguresSetting extends Pick<FiguresOptions, 'timeZone' | 'throughput' | 'capacityPerDay'> {
  readonly journalFile: string;
  readonly shifts: readonly { readonly name: string; readonly start: string }[];
}

/** What can take seconds of a long history, and so is worked out beside the station's own thread. */
export interface LongWork extends Pick<Figures, 'report' | 'visits' | 'delayed' | 'examined' | 'timeline'> {
  file(ask: ReportFileInput, by: Officer, heading: ReportHeading): Promise<MadeReport>;
}

export type Task = {
  [Name in keyof LongWork]: { readonly task: Name; readonly asked: Parameters<LongWork[Name]> };
}[keyof LongWork];

export type FiguresRequest = Task & {
  readonly id: number;
  /** The post's time, ISO 8601 UTC: its clock is the station's. */
  readonly now: string;
};

export type FiguresReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: FaultOnWire };

export interface FaultOnWire {
  /** Of a StationError. */
  readonly code?: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, string | number>>;
}
