import { Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CallFault } from '../sign-in/call-fault.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { showDone } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import { useTRPC } from '../ui/station.ts';
import classes from './handover-screen.module.css';

/** Freezes the sheet for two people to sign, with what its figures do not say. */
export function PrepareForm() {
  const { t } = useTranslation('handover');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [remarks, setRemarks] = useState('');
  const prepare = useMutation(
    trpc.handover.prepare.mutationOptions({
      onSuccess: () => {
        showDone(t('prepared'));
        void queries.invalidateQueries({ queryKey: trpc.handover.pathKey() });
      },
    }),
  );
  const supervises = useOfficer().roles.includes('supervisor');
  const send = () => prepare.mutate({ commandId: crypto.randomUUID(), remarks });
  useBindings(supervises ? { prepareHandover: { enabled: !prepare.isPending, run: send } } : {});
  if (!supervises) return null;
  return (
    <section className={classes.card}>
      <p className={classes.hint}>{t('prepare')}</p>
      <Textarea
        label={t('remarks')}
        description={t('remarksHint')}
        maxLength={4000}
        autosize
        minRows={3}
        value={remarks}
        onChange={(event) => setRemarks(event.currentTarget.value)}
      />
      <CallFault error={prepare.error} />
      <ActionButton action="prepareHandover" tone="main" />
    </section>
  );
}
