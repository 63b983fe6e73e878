import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecheckView } from '../../station/api/decision-views.pure.ts';
import { dayAndTime, readablePlate } from '../ui/format.ts';
import { showFault } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import { useTRPC, useTRPCClient } from '../ui/station.ts';
import classes from './yard-screen.module.css';

/** Releases that a supervisor looks at again: drawn by lot or flagged, and what came of it. */
export function Rechecks({ zone }: { readonly zone: string }) {
  const { t } = useTranslation('yard');
  const trpc = useTRPC();
  const { data = [] } = useQuery(
    trpc.decisions.rechecks.queryOptions(undefined, { refetchInterval: 15_000 }),
  );
  return (
    <section className={classes.part} aria-labelledby="yard-rechecks">
      <h2 id="yard-rechecks">{t('rechecks.title')}</h2>
      {data.length === 0 && <p className={classes.empty}>{t('rechecks.empty')}</p>}
      <ul className={classes.rechecks}>
        {data.map((row) => (
          <Row key={row.visitId} row={row} zone={zone} />
        ))}
      </ul>
    </section>
  );
}

function Row({ row, zone }: { readonly row: RecheckView; readonly zone: string }) {
  const { t, i18n } = useTranslation(['yard', 'decisions', 'console']);
  const officer = useOfficer();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const { recheck, decidedBy } = row;
  const plate = readablePlate(row.plate);
  const result = useMutation({
    mutationFn: (agrees: boolean) =>
      client.commands.recheck.mutate({
        commandId: crypto.randomUUID(),
        visitId: row.visitId,
        version: row.version,
        agrees,
        note,
      }),
    onError: showFault,
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.decisions.pathKey() }),
  });
  const words = [
    plate,
    dayAndTime(row.decidedAt, zone, i18n.language),
    t('yard:rechecks.by', { officers: decidedBy.join(', ') }),
    recheck.because === 'lot' ? t('decisions:causes.lot') : recheck.reason,
    row.departed && t('yard:rechecks.departed'),
  ];
  return (
    <li data-testid="recheck">
      <span>{words.filter(Boolean).join(' · ')}</span>
      {recheck.done ? (
        <span>
          {t(recheck.done.agrees ? 'decisions:recheck.agrees' : 'decisions:recheck.differs')}
          {recheck.done.note !== '' && `: ${recheck.done.note}`}
        </span>
      ) : decidedBy.includes(officer.serviceNumber) ? (
        <span>{t('decisions:second.youLooked')}</span>
      ) : (
        <span className={classes.answer}>
          <input
            value={note}
            maxLength={2000}
            placeholder={t('yard:rechecks.note')}
            aria-label={t('yard:rechecks.noteOf', { plate })}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <button type="button" disabled={result.isPending} onClick={() => result.mutate(true)}>
            {t('yard:rechecks.agree')}
          </button>
          <button
            type="button"
            disabled={result.isPending || note.trim() === ''}
            onClick={() => result.mutate(false)}
          >
            {t('yard:rechecks.differ')}
          </button>
        </span>
      )}
    </li>
  );
}
