import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBindings } from '../ui/action-context.tsx';
import { keysOf } from '../ui/actions.ts';
import { focusAtOnce } from '../ui/focus-at-once.ts';
import { StateShape } from '../ui/icons.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import classes from './incidents-screen.module.css';
import { useIncidentCalls } from './use-incidents.ts';

/** One key on every screen: it is on record at once, and what to do stands before everything else. */
export function PersonInCargo({ lane }: { readonly lane: string | null }) {
  const { t } = useTranslation('incidents');
  const [shown, setShown] = useState<'no' | 'sending' | 'recorded' | 'failed'>('no');
  const calls = useIncidentCalls();
  useBindings({
    personInCargo: {
      enabled: shown === 'no',
      run: () => {
        setShown('sending');
        void calls
          .run((call, commandId) => call.report.mutate({ commandId, kind: 'person', lane, note: '' }))
          .then((done) => setShown(done ? 'recorded' : 'failed'));
      },
    },
  });
  return (
    <Modal
      opened={shown !== 'no'}
      onClose={() => setShown('no')}
      title={
        <span className={classes.person}>
          <StateShape shape="octagon" /> {t('person.title')}
        </span>
      }
      size="lg"
      closeButtonProps={{ 'aria-label': t('leave') }}
    >
      <ol className={classes.orders} data-testid="person-orders">
        <li>{t('person.stop', { key: keysOf('abortScan')[0] })}</li>
        <li>{t('person.call')}</li>
        <li>{t('person.keep')}</li>
        <li>{t('person.write')}</li>
      </ol>
      <p role="status" data-testid="person-recorded">
        {shown !== 'no' && t(`person.${shown}`)}
      </p>
      <button type="button" className={classes.action} {...focusAtOnce} onClick={() => setShown('no')}>
        <KeyCap name="Esc" /> {t('person.close')}
      </button>
    </Modal>
  );
}
