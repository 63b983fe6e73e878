import type { examinationInputs } from '../api/examination-inputs.pure.ts';
import { type ExaminationResult, outcomeOf } from '../api/examination-record.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import { type Decision, happens, refuse } from './decision.pure.ts';
import { attachPhotos, type PhotoOf } from './examination-photos.pure.ts';
import type { OfficerCommand } from './visit-commands.pure.ts';
import type { VisitEntry } from './visit-entries.pure.ts';
import { stampOf } from './visit-moments.pure.ts';
import { refuseWhileAlarmed } from './visit-readings.pure.ts';
import type { Visit } from './visit-state.pure.ts';

export type ExaminationCommand = Extract<OfficerCommand, { command: keyof typeof examinationInputs }>;
type ExaminationEntry = Extract<
  VisitEntry,
  { kind: `visit.examination-${string}` | 'visit.detention-ended' }
>;

const commands: Readonly<Record<ExaminationCommand['command'], true>> = {
  startExamination: true,
  endExamination: true,
  correctExamination: true,
  endDetention: true,
};

export function isOnExamination(command: OfficerCommand): command is ExaminationCommand {
  return Object.hasOwn(commands, command.command);
}

/** The rules for a truck on the yard: examined, what was found, corrected, and let go after it was detained. */
export function decideOnExamination(
  visit: Visit,
  command: ExaminationCommand,
  actor: Pick<Officer, 'serviceNumber' | 'roles'>,
  photoOf: PhotoOf = () => null,
): Decision {
  const by = actor.serviceNumber;
  const supervisor = actor.roles.includes('supervisor');
  switch (command.command) {
    case 'startExamination':
      if (visit.state === 'in-examination')
        return refuse('EXAMINATION_RUNNING', 'The examination has already begun.');
      if (visit.state !== 'referred')
        return refuse('NOT_REFERRED', 'The truck was not referred to examination.');
      return happens({ kind: 'visit.examination-started', body: {} });
    case 'endExamination': {
      if (visit.state !== 'in-examination')
        return refuse('EXAMINATION_NOT_STARTED', 'The examination has not begun. Start it first.');
      const alarmed = command.detained ? null : refuseWhileAlarmed(visit);
      const refused = alarmed ?? refuseResult(visit, command);
      if (refused) return refused;
      const { detained, photos = [] } = command;
      const attached = attachPhotos(visit, photos, { by }, photoOf);
      if ('refusal' in attached) return attached;
      const body = { ...resultOf(command), detained };
      return happens({ kind: 'visit.examination-ended', body }, ...attached.events);
    }
    case 'correctExamination': {
      const { examination } = visit;
      if (examination === null || examination.outcome === null)
        return refuse('EXAMINATION_NOT_ENDED', 'There is no ended examination to correct.');
      if (!supervisor && !examination.record?.officers.includes(by))
        return refuse(
          'EXAMINATION_OF_OTHERS',
          'Only a supervisor or those who examined the truck correct its examination.',
        );
      const { reason, photos = [] } = command;
      const attached = attachPhotos(visit, photos, { by, reason }, photoOf);
      if ('refusal' in attached) return attached;
      const now = resultOf(command);
      const same = JSON.stringify(now) === JSON.stringify(resultOf(examination as ExaminationResult));
      if (same)
        return attached.events.length > 0 ? attached : refuse('NOTHING_CHANGED', 'Nothing was changed.');
      return (
        refuseResult(visit, command) ??
        happens({ kind: 'visit.examination-corrected', body: { ...now, reason, by } }, ...attached.events)
      );
    }
    case 'endDetention': {
      if (!supervisor) return refuse('SUPERVISOR_ONLY', 'Only a supervisor does this.');
      if (visit.state !== 'detained') return refuse('NOT_DETAINED', 'The truck is not detained.');
      const { reason } = command;
      return refuseWhileAlarmed(visit) ?? happens({ kind: 'visit.detention-ended', body: { reason, by } });
    }
  }
}

export function isExaminationEntry(entry: VisitEntry): entry is ExaminationEntry {
  return entry.kind.startsWith('visit.examination-') || entry.kind === 'visit.detention-ended';
}

/** The visit after something about its examination. */
export function followExamination(visit: Visit, entry: ExaminationEntry): Visit {
  const { moments, examination } = visit;
  switch (entry.kind) {
    case 'visit.examination-started': {
      const started = { ...moments, examinationStarted: stampOf(entry) };
      return {
        ...visit,
        state: 'in-examination',
        examination: { outcome: null, note: '' },
        moments: started,
      };
    }
    case 'visit.examination-ended': {
      const state = entry.body.detained ? 'detained' : 'released';
      const ended = { ...moments, examinationEnded: stampOf(entry) };
      return { ...visit, state, examination: resultOf(entry.body), moments: ended };
    }
    case 'visit.examination-corrected': {
      if (examination === null || examination.outcome === null) return visit;
      const { reason, by } = entry.body;
      const was = { ...resultOf({ ...examination, outcome: examination.outcome }), at: entry.at, by, reason };
      const corrections = [...(examination.corrections ?? []), was];
      return { ...visit, examination: { ...examination, ...resultOf(entry.body), corrections } };
    }
    case 'visit.examination-photo-attached': {
      if (examination === null) return visit;
      const photos = [...(examination.photos ?? []), { ...entry.body, at: entry.at }];
      return { ...visit, examination: { ...examination, photos } };
    }
    case 'visit.detention-ended':
      return { ...visit, state: 'released' };
  }
}

function refuseResult(visit: Visit, { outcome, record }: ExaminationResult): Decision | null {
  if (record === undefined) return null;
  const { findings } = record;
  if (outcome !== outcomeOf(findings))
    return refuse('OUTCOME_NOT_FOUND', 'The outcome has to be the worst of the findings. Check them.');
  const known = new Set(visit.marks.map(({ id }) => id));
  if (findings.some(({ markId }) => markId !== undefined && !known.has(markId)))
    return refuse('MARK_UNKNOWN', 'There is no such mark any more.');
  return null;
}

function resultOf({ outcome, note, record }: ExaminationResult): ExaminationResult {
  return { outcome, note, ...(record && { record }) };
}
