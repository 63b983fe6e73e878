import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlcSignalView } from '../../station/api/device-views.pure.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone, showFault } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import { useTRPC } from '../ui/station.ts';
import { useEscape } from '../ui/use-escape.ts';
import classes from './device-detail.module.css';
import { signalWord } from './reading-words.ts';

/** The outputs of a PLC that its configuration lets be written, for who may write them: barrier, light, limit. */
export function Outputs(props: { readonly deviceId: string; readonly signals: readonly PlcSignalView[] }) {
  const { t } = useTranslation('devices');
  const { roles } = useOfficer();
  const [asked, setAsked] = useState<string | null>(null);
  const writable = props.signals.filter((signal) => signal.writable);
  const may = roles.includes('supervisor') || roles.includes('administrator');
  if (!may || writable.length === 0) return null;
  return (
    <section aria-label={t('write.title')} data-testid="outputs">
      <h3 className={classes.caption}>{t('write.title')}</h3>
      {writable.map((signal) =>
        asked === signal.name ? (
          <Ask key={signal.name} deviceId={props.deviceId} signal={signal} onClose={() => setAsked(null)} />
        ) : (
          <button
            key={signal.name}
            type="button"
            className={classes.output}
            onClick={() => setAsked(signal.name)}
          >
            <span data-untranslated>{signal.name}</span>
            <span>{t('write.change')}</span>
          </button>
        ),
      )}
    </section>
  );
}

/** Nothing moves before a value is chosen. Esc leaves it as it is. */
function Ask(props: {
  readonly deviceId: string;
  readonly signal: PlcSignalView;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['devices', 'common']);
  const trpc = useTRPC();
  const { deviceId, signal, onClose } = props;
  const [typed, setTyped] = useState(typeof signal.value === 'number' ? String(signal.value) : '');
  useEscape(onClose);
  const write = useMutation(
    trpc.devices.write.mutationOptions({
      onSuccess: () => {
        showDone(t('devices:write.done', { name: signal.name }));
        onClose();
      },
      onError: showFault,
    }),
  );
  const send = (value: boolean | number) =>
    write.mutate({ commandId: crypto.randomUUID(), deviceId, output: signal.name, value });
  const number = Number(typed.trim().replace(',', '.'));
  return (
    <section className={classes.ask} aria-label={t('devices:write.ask', { name: signal.name })}>
      <h4 className={classes.asked}>{t('devices:write.ask', { name: signal.name })}</h4>
      <p>{t('devices:write.what')}</p>
      {typeof signal.value === 'number' ? (
        <form
          className={classes.written}
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '' && Number.isFinite(number)) send(number);
          }}
        >
          <input
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for it.
            autoFocus
            className={classes.number}
            value={typed}
            inputMode="decimal"
            aria-label={t('devices:write.value')}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <span data-untranslated>{signal.unit}</span>
          <button
            type="submit"
            className={classes.back}
            disabled={write.isPending || typed.trim() === '' || !Number.isFinite(number)}
          >
            {t('devices:write.write')} <KeyCap name="Enter" />
          </button>
        </form>
      ) : (
        <div className={classes.actions}>
          {[true, false].map((value) => (
            <button
              key={String(value)}
              type="button"
              className={classes.back}
              disabled={write.isPending}
              onClick={() => send(value)}
            >
              {signalWord(signal.meaning, value, t)}
            </button>
          ))}
        </div>
      )}
      <button type="button" className={classes.back} onClick={onClose}>
        {t('devices:remove.back')} <KeyCap name="Esc" />
      </button>
    </section>
  );
}
