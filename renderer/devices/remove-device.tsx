import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone, showFault } from '../ui/notices.ts';
import { useTRPC } from '../ui/station.ts';
import { useEscape } from '../ui/use-escape.ts';
import classes from './device-detail.module.css';

/** Asks once more before a device is forgotten. Enter removes it, Esc keeps it. */
export function RemoveDevice({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation('devices');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(
    trpc.devices.remove.mutationOptions({
      onSuccess: () => {
        showDone(t('remove.done', { id }));
        void queries.invalidateQueries({ queryKey: trpc.devices.pathKey() });
        void queries.invalidateQueries({ queryKey: trpc.post.view.queryKey() });
        onClose();
      },
      onError: showFault,
    }),
  );
  useEscape(onClose);
  return (
    <section className={classes.ask} aria-label={t('remove.title', { id })} data-testid="remove-device">
      <h3 className={classes.asked}>{t('remove.title', { id })}</h3>
      <p>{t('remove.what')}</p>
      <div className={classes.actions}>
        <button
          type="button"
          className={classes.confirm}
          // biome-ignore lint/a11y/noAutofocus: the person has just asked for it, and Enter must answer.
          autoFocus
          disabled={remove.isPending}
          onClick={() => remove.mutate({ commandId: crypto.randomUUID(), id })}
          data-testid="confirm"
        >
          {t('remove.confirm')} <KeyCap name="Enter" />
        </button>
        <button type="button" className={classes.back} onClick={onClose}>
          {t('remove.back')} <KeyCap name="Esc" />
        </button>
      </div>
    </section>
  );
}
