import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ExaminationOutcome, examinationOutcomes } from '../../station/api/views.pure.ts';
import { readablePlate } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone } from '../ui/notices.ts';
import type { PanelProps } from './decision-ask.ts';
import classes from './decision-panel.module.css';
import { Panel, usePanelKeys } from './panel-frame.tsx';

/** What the examination found, and whether the truck is held. */
export function Outcome(props: PanelProps) {
  const { t } = useTranslation(['console', 'common']);
  const { visit, commands } = props;
  const [outcome, setOutcome] = useState<ExaminationOutcome>('nothing');
  const [detained, setDetained] = useState(false);
  const [note, setNote] = useState('');
  const choose = (value: ExaminationOutcome) => {
    setOutcome(value);
    setDetained(value === 'prohibited');
  };
  usePanelKeys({ onClose: props.onClose, onEnter: () => void end() });
  const end = async () => {
    const saved = await commands.send('endExamination', visit, { outcome, note: note.trim(), detained });
    if (!saved) return;
    showDone(t('console:ask.saved', { plate: readablePlate(visit.truck.plate) }));
    props.onDone(saved);
  };
  return (
    <Panel
      title={t('console:ask.endExamination.title', { plate: readablePlate(visit.truck.plate) })}
      onClose={props.onClose}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void end();
        }}
      >
        <label className={classes.field}>
          <span>{t('console:ask.endExamination.outcome')}</span>
          <select
            className={classes.words}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for it.
            autoFocus
            value={outcome}
            onChange={(event) => choose(event.currentTarget.value as ExaminationOutcome)}
          >
            {examinationOutcomes.map((value) => (
              <option key={value} value={value}>
                {t(`common:outcomes.${value}`)}
              </option>
            ))}
          </select>
        </label>
        <label className={classes.check}>
          <input
            type="checkbox"
            checked={detained}
            onChange={(event) => setDetained(event.currentTarget.checked)}
          />
          {t('console:ask.endExamination.detained')}
        </label>
        <input
          className={classes.words}
          value={note}
          maxLength={2000}
          placeholder={t('console:ask.endExamination.note')}
          aria-label={t('console:ask.endExamination.note')}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={classes.row}>
          <button type="submit" className={classes.confirm} disabled={commands.busy} data-testid="confirm">
            {t('console:ask.endExamination.confirm')} <KeyCap name="Enter" />
          </button>
        </div>
      </form>
    </Panel>
  );
}
