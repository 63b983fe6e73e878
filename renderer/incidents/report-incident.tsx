import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { focusAtOnce } from '../ui/focus-at-once.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone } from '../ui/notices.ts';
import classes from './incidents-screen.module.css';
import type { IncidentCalls } from './use-incidents.ts';

/** Anything else that happened, in the officer's own words. */
export function ReportIncident(props: {
  readonly opened: boolean;
  readonly lane: string | null;
  readonly calls: IncidentCalls;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('incidents');
  const [note, setNote] = useState('');
  const send = () => {
    if (note.trim() === '' || props.calls.busy) return;
    void props.calls
      .run((call, commandId) =>
        call.report.mutate({ commandId, kind: 'other', lane: props.lane, note: note.trim() }),
      )
      .then((done) => {
        if (!done) return;
        setNote('');
        props.onClose();
        showDone(t('report.done'));
      });
  };
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('report.title')}
      closeButtonProps={{ 'aria-label': t('leave') }}
    >
      <form
        className={classes.words}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label>
          <span>{t('report.what')}</span>
          <textarea
            {...focusAtOnce}
            value={note}
            rows={4}
            maxLength={2000}
            onChange={(event) => setNote(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey) return;
              event.preventDefault();
              send();
            }}
          />
        </label>
        <button type="submit" className={classes.action} disabled={note.trim() === '' || props.calls.busy}>
          <KeyCap name="Enter" /> {t('report.record')}
        </button>
      </form>
    </Modal>
  );
}
