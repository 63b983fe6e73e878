import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArchivedVisit } from '../../station/api/archive-views.pure.ts';
import { dayAndTime, readableContainer, readablePlate } from '../ui/format.ts';
import { StationPicture } from '../ui/station-picture.tsx';
import { rowAfter } from './archive-rules.ts';
import classes from './archive-screen.module.css';

/** What was found, newest first: only the rows on screen are made. Arrows choose, Enter opens. */
export function VisitList(props: {
  readonly ref: Ref<{ focus(): void }>;
  readonly visits: readonly ArchivedVisit[];
  readonly zone: string;
  readonly chosenId: string | null;
  readonly onChoose: (visitId: string) => void;
  readonly onOpen: (visitId: string) => void;
  readonly onEnd: () => void;
}) {
  const { t } = useTranslation('archive');
  const { visits, onEnd } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    visits.findIndex(({ id }) => id === props.chosenId),
  );
  const virtual = useVirtualizer({
    count: visits.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  useImperativeHandle(props.ref, () => ({ focus: () => scroll.current?.focus() }), []);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= visits.length - rowsAhead) onEnd();
  }, [last, visits.length, onEnd]);
  // Back from a visit, the list stands where it was left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the list appears.
  useEffect(() => {
    if (at > 0) virtual.scrollToIndex(at, { align: 'center' });
  }, []);

  const move = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && visits[at]) {
      event.preventDefault();
      props.onOpen(visits[at].id);
      return;
    }
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / rowHeight) - 1);
    const to = rowAfter(event.key, at, visits.length, page);
    const visit = to === null ? undefined : visits[to];
    if (to === null || !visit) return;
    event.preventDefault();
    virtual.scrollToIndex(to);
    props.onChoose(visit.id);
  };

  return (
    <div
      ref={scroll}
      className={classes.list}
      role="listbox"
      aria-label={t('list')}
      aria-activedescendant={visits[at] ? `archived-${visits[at].id}` : undefined}
      tabIndex={0}
      onKeyDown={move}
      data-testid="archive-list"
    >
      <div style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const visit = visits[index];
          return (
            visit && (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list answers the keys of its rows.
              <div
                key={visit.id}
                id={`archived-${visit.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                aria-setsize={visits.length}
                aria-posinset={index + 1}
                className={classes.row}
                style={{ top: start, height: rowHeight }}
                onClick={() => props.onOpen(visit.id)}
              >
                <Row visit={visit} zone={props.zone} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function Row({ visit, zone }: { readonly visit: ArchivedVisit; readonly zone: string }) {
  const { t, i18n } = useTranslation(['archive', 'common']);
  const plate = readablePlate(visit.plate);
  return (
    <>
      <span className={classes.thumbnail}>
        {visit.scanId === null ? (
          <span>{t('archive:noScan')}</span>
        ) : (
          <StationPicture
            path={`/scans/${encodeURIComponent(visit.scanId)}/thumbnail.jpg`}
            label={t('archive:thumbnail', { plate })}
          />
        )}
      </span>
      <span className={classes.when}>{dayAndTime(visit.at, zone, i18n.language)}</span>
      <span className={classes.numbers}>
        <strong data-untranslated>{plate}</strong>
        <span data-untranslated>{readableContainer(visit.container ?? '')}</span>
      </span>
      <span className={classes.goods} data-untranslated>
        {visit.goods ?? ''}
      </span>
      <span className={classes.class}>{t(`common:laneClasses.${visit.laneClass}`)}</span>
      <span className={classes.ended}>
        <span>{t(`common:states.${visit.state}`)}</span>
        {visit.decision !== null && (
          <small>
            {t('archive:decidedBy', {
              decision: t(`common:decisions.${visit.decision}`),
              officer: visit.decidedBy,
            })}
          </small>
        )}
      </span>
      <span className={classes.outcome} data-found={found(visit) || undefined}>
        {visit.outcome === null ? '' : t(`common:outcomes.${visit.outcome}`)}
      </span>
    </>
  );
}

function found({ outcome }: ArchivedVisit): boolean {
  return outcome !== null && outcome !== 'nothing';
}

const rowHeight = 56;
/** The next page is asked for so many rows before the last one is on screen. */
const rowsAhead = 20;
