import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mostFindings, outcomeOf } from '../../station/api/examination-record.pure.ts';
import { PhotoFields } from '../photos/photo-fields.tsx';
import { usePhotoDraft } from '../photos/use-photo-draft.ts';
import { readablePlate } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import type { PanelProps } from './decision-ask.ts';
import classes from './decision-panel.module.css';
import { draftOf, emptyFinding, type FindingDraft, isComplete, resultOf } from './examination-draft.ts';
import { FindingFields } from './finding-fields.tsx';
import { Panel, usePanelKeys } from './panel-frame.tsx';

/** What the examination found, where and by whom, and whether the truck is held; or what of it is put right, and why. */
export function ExaminationForm(
  props: PanelProps & { readonly kind: 'endExamination' | 'correctExamination' },
) {
  const { t } = useTranslation(['console', 'yard']);
  const { kind, visit, commands } = props;
  const officer = useOfficer();
  const [draft, setDraft] = useState(() => draftOf(visit, officer.serviceNumber));
  const [detained, setDetained] = useState(false);
  const [reason, setReason] = useState('');
  const nextKey = useRef(draft.findings.length);
  const plate = readablePlate(visit.truck.plate);
  const corrects = kind === 'correctExamination';
  const onRecord = visit.examination?.photos ?? [];
  const photos = usePhotoDraft(onRecord.map(({ photo }) => photo.sha256));
  const ready = isComplete(draft) && photos.sending === null && (!corrects || reason.trim() !== '');
  const setFindings = (findings: readonly FindingDraft[]) => {
    if (outcomeOf(draft.findings.filter(isFound)) !== outcomeOf(findings.filter(isFound)))
      setDetained(findings.some(({ outcome }) => outcome === 'prohibited'));
    setDraft({ ...draft, findings });
  };
  const record = async () => {
    if (!ready) return;
    const result = { ...resultOf(draft), photos: photos.attached };
    const saved = corrects
      ? await commands.send('correctExamination', visit, { ...result, reason: reason.trim() })
      : await commands.send('endExamination', visit, { ...result, detained });
    if (!saved) return;
    showDone(t('console:ask.saved', { plate }));
    props.onDone(saved);
  };
  usePanelKeys({ onClose: props.onClose, onEnter: () => void record() });
  return (
    <Panel
      title={
        corrects ? t('yard:form.correctTitle', { plate }) : t('console:ask.endExamination.title', { plate })
      }
      onClose={props.onClose}
    >
      <form
        className={classes.examination}
        onSubmit={(event) => {
          event.preventDefault();
          void record();
        }}
      >
        {draft.findings.map((finding, index) => (
          <FindingFields
            key={finding.key}
            finding={finding}
            number={index + 1}
            marks={visit.marks}
            onChange={(change) =>
              setFindings(draft.findings.map((one) => (one === finding ? { ...one, ...change } : one)))
            }
            onRemove={() => setFindings(draft.findings.filter((one) => one !== finding))}
          />
        ))}
        {draft.findings.some(isFound) && draft.findings.length < mostFindings && (
          <button
            type="button"
            className={classes.enter}
            onClick={() => {
              setFindings([...draft.findings, emptyFinding(nextKey.current, 'undeclared')]);
              nextKey.current += 1;
            }}
          >
            {t('yard:form.add')}
          </button>
        )}
        {(['place', 'officers', 'opened'] as const).map((field) => (
          <label key={field} className={classes.field}>
            <span>{t(`yard:form.${field}`)}</span>
            <input
              className={classes.words}
              value={draft[field]}
              maxLength={field === 'opened' ? 1000 : 100}
              onChange={(event) => setDraft({ ...draft, [field]: event.currentTarget.value })}
            />
          </label>
        ))}
        <label className={classes.field}>
          <span>{t('console:ask.endExamination.note')}</span>
          <input
            className={classes.words}
            value={draft.note}
            maxLength={2000}
            onChange={(event) => setDraft({ ...draft, note: event.currentTarget.value })}
          />
        </label>
        <PhotoFields draft={photos} onRecord={onRecord.length} />
        {corrects ? (
          <label className={classes.field}>
            <span>{t('yard:form.why')}</span>
            <input
              className={classes.words}
              value={reason}
              maxLength={500}
              required
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          </label>
        ) : (
          <label className={classes.check}>
            <input
              type="checkbox"
              checked={detained}
              onChange={(event) => setDetained(event.currentTarget.checked)}
            />
            {t('console:ask.endExamination.detained')}
          </label>
        )}
        <div className={classes.row}>
          <button
            type="submit"
            className={classes.confirm}
            disabled={commands.busy || !ready}
            data-testid="confirm"
          >
            {corrects ? t('yard:form.correct') : t('console:ask.endExamination.confirm')}{' '}
            <KeyCap name="Enter" />
          </button>
        </div>
      </form>
    </Panel>
  );
}

function isFound(finding: FindingDraft): finding is FindingDraft & Parameters<typeof outcomeOf>[0][number] {
  return finding.outcome !== 'nothing';
}
