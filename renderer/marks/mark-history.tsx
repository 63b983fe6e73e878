import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkHistory, MarkVersion } from '../../station/api/mark-views.pure.ts';
import type { VisitView } from '../../station/api/views.pure.ts';
import { timeOfDay } from '../ui/format.ts';
import { useTRPC } from '../ui/station.ts';
import { Waiting } from '../ui/waiting.tsx';
import classes from './marks.module.css';

/** Every version of every mark of the picture on screen, also of those that were removed. */
export function MarkHistoryList(props: {
  readonly visit: VisitView;
  readonly scanId: string | null;
  readonly zone: string;
}) {
  const { t } = useTranslation('console');
  const { visit, scanId, zone } = props;
  const trpc = useTRPC();
  const { data, isError, error } = useQuery(trpc.archive.marks.queryOptions({ visitId: visit.id }));
  const list = useRef<HTMLUListElement>(null);
  const there = data !== undefined;
  useEffect(() => {
    if (there) list.current?.focus();
  }, [there]);
  if (!data) return <Waiting failed={isError} fault={error} />;
  const shown = data.filter((history) => history.scanId === scanId);
  return (
    <ul
      className={classes.histories}
      ref={list}
      tabIndex={-1}
      aria-label={t('marks.history.title')}
      data-testid="mark-history"
    >
      {shown.length === 0 && <li>{t('marks.history.none')}</li>}
      {shown.map((history) => (
        <li key={history.id} data-removed={history.removed || undefined}>
          <b>{t('marks.history.mark', { number: history.number })}</b>
          {history.removed && ` · ${t('marks.history.changes.removed')}`}
          <Versions history={history} zone={zone} />
        </li>
      ))}
    </ul>
  );
}

function Versions({ history, zone }: { readonly history: MarkHistory; readonly zone: string }) {
  return (
    <ol className={classes.versions}>
      {history.versions.map((version) => (
        <li key={`${version.at} ${version.change}`}>
          <Version version={version} zone={zone} />
        </li>
      ))}
    </ol>
  );
}

function Version({ version, zone }: { readonly version: MarkVersion; readonly zone: string }) {
  const { t } = useTranslation('console');
  const { change, by, at, category, confidence, note, moved } = version;
  return (
    <>
      <span className={classes.by} data-untranslated>
        {timeOfDay(at, zone)} {by}
      </span>{' '}
      {[
        t(`marks.history.changes.${change}`),
        moved && t('marks.history.moved'),
        t(`marks.categories.${category}`),
        t(`marks.confidences.${confidence}`),
      ]
        .filter(Boolean)
        .join(' · ')}
      {note !== '' && (
        <span className={classes.note} data-untranslated>
          {note}
        </span>
      )}
    </>
  );
}
