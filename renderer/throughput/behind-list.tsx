import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FigureFilter } from '../../station/api/figure-inputs.pure.ts';
import { shownMost } from '../../station/api/figure-views.pure.ts';
import type { Behind } from '../../station/figures/behind.pure.ts';
import { dayAndTime, minutesSeconds, readableContainer, readablePlate, spanInWords } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { moveInList } from '../ui/list-keys.ts';
import { useTRPC } from '../ui/station.ts';
import { useEscape } from '../ui/use-escape.ts';
import { Waiting } from '../ui/waiting.tsx';
import { type BehindShown, useNumbers } from './numbers.tsx';
import type { PeriodAsk } from './period-choice.tsx';
import classes from './throughput.module.css';

/** The visits behind a number, the longest first: Enter opens one, Esc leads back. */
export function BehindList(props: {
  /** The period of the screen, and of which trucks it is. */
  readonly ask: PeriodAsk;
  readonly filter?: FigureFilter;
  readonly shown: BehindShown;
  readonly zone: string;
  readonly onVisit: (visitId: string) => void;
  readonly onClose: () => void;
}) {
  const { filter = {}, shown, zone, onVisit, onClose } = props;
  const { behind, during } = shown;
  const ask = during ? { unit: 'chosen' as const, from: during.from, to: during.to } : props.ask;
  const { t, i18n } = useTranslation(['figures', 'common']);
  const { count } = useNumbers();
  const trpc = useTRPC();
  const title = during
    ? t('figures:behind.during', {
        what: shown.title,
        period: spanInWords(during.from, during.to, zone, i18n.language),
      })
    : shown.title;
  const [skip, setSkip] = useState(0);
  const ofStretch = useQuery(
    trpc.figures.visits.queryOptions(stretchAsked({ ...ask, skip }, filter, behind)),
  );
  const ofDelay = useQuery(
    trpc.figures.delayed.queryOptions('delay' in behind ? { ...ask, skip, ...behind.delay } : skipToken),
  );
  const ofExamined = useQuery(
    trpc.figures.examined.queryOptions(
      'examined' in behind ? { ...ask, skip, ...behind.examined } : skipToken,
    ),
  );
  const ofNow = useQuery(
    trpc.figures.nowVisits.queryOptions('now' in behind ? { of: behind.now, skip } : skipToken),
  );
  const found =
    'delay' in behind ? ofDelay : 'examined' in behind ? ofExamined : 'now' in behind ? ofNow : ofStretch;
  const columns = columnsOf(behind);
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  useEscape(onClose);
  const visits = found.data?.visits ?? [];
  const ids = visits.map(rowId);
  const [first] = ids;
  useEffect(() => {
    if (first !== undefined) list.current?.querySelector<HTMLElement>('[data-row]')?.focus();
  }, [first]);

  if (!found.data) return <Waiting failed={found.isError} fault={found.error} />;
  return (
    <div className={classes.behind}>
      <div className={classes.splitHead}>
        <h2 className={classes.behindTitle}>{title}</h2>
        <span className={classes.dim} data-testid="behind-count">
          {t('figures:behind.count', { count: found.data.count, n: count(found.data.count) })}
          {found.data.count > visits.length &&
            ` · ${t('figures:behind.which', { from: count(skip + 1), to: count(skip + visits.length) })}`}
        </span>
        {found.data.count > shownMost && (
          <>
            <button type="button" disabled={skip === 0} onClick={() => setSkip(skip - shownMost)}>
              {t('figures:behind.before', { n: count(shownMost) })}
            </button>
            <button
              type="button"
              disabled={skip + shownMost >= found.data.count}
              onClick={() => setSkip(skip + shownMost)}
            >
              {t('figures:behind.after', { n: count(shownMost) })}
            </button>
          </>
        )}
        <button type="button" onClick={onClose}>
          {t('figures:behind.back')} <KeyCap name="Esc" />
        </button>
      </div>
      <div
        ref={list}
        className={classes.pathTable}
        role="listbox"
        tabIndex={-1}
        aria-label={title}
        onKeyDown={(event) => moveInList(event, ids, chosen ?? first ?? null, setChosen)}
      >
        <div className={classes.behindRow} data-head aria-hidden="true">
          {columns.map((column) => (
            <span key={column}>{t(`figures:behind.${column}`)}</span>
          ))}
        </div>
        {visits.map((visit) => (
          <button
            key={rowId(visit)}
            type="button"
            role="option"
            aria-selected={(chosen ?? first) === rowId(visit)}
            data-row={rowId(visit)}
            className={classes.behindRow}
            tabIndex={(chosen ?? first) === rowId(visit) ? 0 : -1}
            onClick={() => onVisit(visit.visitId)}
          >
            <strong data-untranslated>{readablePlate(visit.plate)}</strong>
            <span data-untranslated>{readableContainer(visit.container ?? '')}</span>
            <span>{t(`common:laneClasses.${visit.laneClass}`)}</span>
            <span>{dayAndTime(visit.at, zone, i18n.language)}</span>
            <span data-number>
              {visit.took !== null && minutesSeconds(visit.took)}
              {visit.took === null && visit.outcome === null && t('figures:none')}
              {visit.outlier && <em title={t('figures:behind.outlier')}> ◆</em>}
            </span>
            <span data-untranslated>{visit.lane}</span>
            <span data-untranslated>{visit.scanner}</span>
            <span>
              {columns.includes('state') && t(`common:states.${visit.state}`)}
              {!columns.includes('state') && visit.decision && t(`common:decisions.${visit.decision}`)}
              {visit.outcome && t(`common:outcomes.${visit.outcome}`)}
            </span>
            <span data-untranslated>{visit.officer}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

/** Trucks that are still there have come so far, and not to their decision yet. */
function columnsOf(behind: Behind) {
  const isOfNow = 'now' in behind;
  const isThere = isOfNow && behind.now !== 'lastHour';
  return [
    ...(['plate', 'container', 'laneClass'] as const),
    isThere ? 'arrived' : isOfNow ? 'decided' : 'at',
    isThere ? 'soFar' : 'took',
    ...(['lane', 'scanner'] as const),
    isThere ? 'state' : 'decision',
    'officer',
  ] as const;
}

function stretchAsked(ask: PeriodAsk & { readonly skip: number }, filter: FigureFilter, behind: Behind) {
  if (!('of' in behind)) return skipToken;
  return { ...ask, outliers: 'with' as const, ...behind, filter: { ...filter, ...behind.filter } };
}

function rowId({ visitId, at }: { readonly visitId: string; readonly at: string }): string {
  return `${visitId} ${at}`;
}
