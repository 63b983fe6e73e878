import type {
  NoteIncidentInput,
  RecordCheckInput,
  RecordDoseInput,
  ReportIncidentInput,
  TakeIncidentInput,
} from './incident-inputs.pure.ts';
import type { IncidentsView } from './incident-views.pure.ts';
import type { Officer } from './views.pure.ts';

/** What the calls about incidents, daily checks and doses do. */
export interface IncidentOperations {
  incidents(): IncidentsView;
  reportIncident(by: Officer, input: ReportIncidentInput): void;
  /** Throws INCIDENT_UNKNOWN, INCIDENT_CHANGED, INCIDENT_CLOSED, INCIDENT_NOT_CLOSED, INCIDENT_IN_HAND or INCIDENT_NOT_IN_HAND. */
  followIncident(
    by: Officer,
    command: 'take' | 'note' | 'close' | 'reopen',
    input: TakeIncidentInput | NoteIncidentInput,
  ): void;
  recordCheck(by: Officer, input: RecordCheckInput): void;
  recordDose(by: Officer, input: RecordDoseInput): void;
}
