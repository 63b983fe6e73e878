import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DutyView } from '../../station/api/handover-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { refusalOf } from '../ui/fault.ts';
import { dayAndTime, placeInTime, timeOfDay } from '../ui/format.ts';
import { currentLanguage } from '../ui/i18n.ts';
import { showDone, showFault } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import { fileNameOf, saveFile } from '../ui/save-file.ts';
import { stationFetch, useTRPC } from '../ui/station.ts';
import { stationClock } from '../ui/station-clock.ts';
import { Waiting } from '../ui/waiting.tsx';
import classes from './handover-screen.module.css';
import { PrepareForm } from './prepare-form.tsx';
import { SheetView } from './sheet-view.tsx';
import { Signing } from './signing.tsx';

/** A shift as people open, close and hand it over: the sheet of now with its signatures, and those of the past. */
export function HandoverScreen({ post }: { readonly post: PostView }) {
  const { t, i18n } = useTranslation('handover');
  const trpc = useTRPC();
  const [chosen, choose] = useState('');
  const duty = useQuery(trpc.handover.duty.queryOptions(undefined, { refetchInterval: 5_000 }));
  const past = useQuery(trpc.handover.list.queryOptions());
  const old = useQuery(trpc.handover.get.queryOptions({ handoverId: chosen }, { enabled: chosen !== '' }));
  const shown = (chosen === '' ? duty.data?.pending : old.data) ?? null;
  const save = useMutation({ mutationFn: savePdf, onError: showFault });
  useBindings(shown ? { saveHandover: { enabled: !save.isPending, run: () => save.mutate(shown.id) } } : {});
  if (duty.data === undefined) return <Waiting failed={duty.isError} fault={duty.error} />;
  const sheet = shown?.sheet ?? (chosen === '' ? duty.data.draft : null);
  return (
    <div className={classes.screen}>
      <section className={classes.sheet} aria-labelledby="handover-title">
        <header className={classes.head}>
          <h1 id="handover-title" className={classes.title}>
            {t('title')}
          </h1>
          <select
            aria-label={t('past')}
            value={chosen}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            <option value="">{t('current')}</option>
            {past.data?.map(({ id, shift, signedAt, outgoing, incoming }) => (
              <option key={id} value={id}>
                {t('pastRow', {
                  ...{ name: shift.name, outgoing, incoming },
                  at: dayAndTime(signedAt, post.timeZone, i18n.language),
                })}
              </option>
            ))}
          </select>
          <ActionButton action="saveHandover" />
        </header>
        {sheet ? (
          <SheetView sheet={sheet} proof={shown} />
        ) : (
          <p className={classes.hint}>{chosen === '' ? t('open.none') : ''}</p>
        )}
      </section>
      <aside className={classes.side}>
        {chosen === '' && <Standing duty={duty.data} zone={post.timeZone} />}
        {chosen === '' && duty.data.open && !duty.data.pending && <PrepareForm />}
        {shown && <Signing handover={shown} zone={post.timeZone} />}
        {past.data?.length === 0 && <p className={classes.hint}>{t('noPast')}</p>}
      </aside>
    </div>
  );
}

/** Whether a shift is open, since when and by whom, and what a supervisor can do about it. */
function Standing({ duty, zone }: { readonly duty: DutyView; readonly zone: string }) {
  const { t, i18n } = useTranslation('handover');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const supervises = useOfficer().roles.includes('supervisor');
  const { open, planned } = duty;
  const done = (words: string) => () => {
    showDone(words);
    void queries.invalidateQueries({ queryKey: trpc.handover.pathKey() });
  };
  const opening = useMutation(
    trpc.handover.open.mutationOptions({
      onSuccess: done(t('opened', { name: planned.name })),
      onError: showFault,
    }),
  );
  const closing = useMutation(
    trpc.handover.close.mutationOptions({
      onSuccess: done(t('closed', { name: open?.name ?? '' })),
      onError: showFault,
    }),
  );
  const commandId = () => crypto.randomUUID();
  useBindings({
    ...(supervises &&
      open === null && {
        openDuty: { enabled: !opening.isPending, run: () => opening.mutate({ commandId: commandId() }) },
      }),
    ...(supervises &&
      open !== null && {
        closeDuty: { enabled: !closing.isPending, run: () => closing.mutate({ commandId: commandId() }) },
      }),
  });
  const times = ({ from, to }: { readonly from: string; readonly to: string }) => ({
    from: placeInTime(from, 'hour', zone, i18n.language),
    to: placeInTime(to, 'hour', zone, i18n.language),
  });
  const overdue = open !== null && stationClock.now() > Date.parse(open.to);
  return (
    <section className={classes.card} data-testid="duty">
      <h2 className={classes.title}>{open ? t('open.now', { name: open.name }) : t('open.none')}</h2>
      <p className={classes.hint}>
        {open
          ? t('open.since', {
              ...times(open),
              ...{ by: open.opened.by, at: timeOfDay(open.opened.at, zone) },
            })
          : t('open.noneTodo', { ...times(planned), name: planned.name })}
      </p>
      {overdue && <p className={classes.overdue}>{t('open.overdue')}</p>}
      <ActionButton action="openDuty" tone="main" />
      <ActionButton action="closeDuty" />
    </section>
  );
}

async function savePdf(handoverId: string): Promise<void> {
  const response = await stationFetch(`/exports/handovers/${handoverId}.pdf?language=${currentLanguage()}`);
  if (!response.ok) throw await refusalOf(response);
  saveFile(await response.blob(), fileNameOf(response) ?? 'handover.pdf');
}
