import type {
  DelayedInput,
  ExaminedInput,
  FiguresInput,
  NowVisitsInput,
  TimelineInput,
  VisitsBehindInput,
} from './figure-inputs.pure.ts';
import type { FiguresReport, NowFigures, Timeline, VisitsBehind } from './figure-views.pure.ts';
import type { Officer } from './views.pure.ts';

export interface FigureOperations {
  figuresNow(): NowFigures;
  nowVisits(by: Officer, input: NowVisitsInput): VisitsBehind;
  /** Throws StationError PERIOD_INVALID, as the next two do. */
  figures(by: Officer, input: FiguresInput): Promise<FiguresReport>;
  visitsBehind(by: Officer, input: VisitsBehindInput): Promise<VisitsBehind>;
  delayed(input: DelayedInput): Promise<VisitsBehind>;
  examined(by: Officer, input: ExaminedInput): Promise<VisitsBehind>;
  timeline(by: Officer, input: TimelineInput): Promise<Timeline>;
}
