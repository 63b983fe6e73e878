import { DateTime } from 'luxon';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitView } from '../../station/api/views.pure.ts';
import { readableContainer, readablePlate } from '../ui/format.ts';
import { StateShape } from '../ui/icons.tsx';
import { moveInList } from '../ui/list-keys.ts';
import classes from './bookings.module.css';

/** Bookings by their time. Up and down choose, left and right go to another day. */
export function BookingTable(props: {
  readonly visits: readonly VisitView[];
  readonly zone: string;
  readonly now: number;
  readonly overdueMinutes: number;
  readonly more: boolean;
  readonly chosenId: string | null;
  readonly searched: boolean;
  readonly onChoose: (visitId: string) => void;
  readonly onDay: (step: number) => void;
}) {
  const { t } = useTranslation(['bookings', 'common']);
  const { visits, zone, chosenId } = props;
  const tabStop = chosenId ?? visits[0]?.id;
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined)
      moveInList(
        event,
        visits.map(({ id }) => id),
        chosenId,
        props.onChoose,
      );
    else {
      event.preventDefault();
      props.onDay(step);
    }
  };
  if (visits.length === 0) {
    return (
      <div className={classes.empty} data-testid="bookings-empty">
        <p>{t(props.searched ? 'bookings:empty.search' : 'bookings:empty.title')}</p>
        <p>{t('bookings:empty.what')}</p>
      </div>
    );
  }
  return (
    <div className={classes.rows} role="listbox" aria-label={t('bookings:title')} onKeyDown={keys}>
      {visits.map((visit) => {
        const { bookedFor } = visit.moments;
        const at = bookedFor === undefined ? null : DateTime.fromISO(bookedFor, { zone });
        const late = at !== null && visit.state === 'booked' ? props.now - at.toMillis() : 0;
        const atGate = visit.state === 'booked' && visit.plateReads.length > 0;
        return (
          <button
            key={visit.id}
            type="button"
            role="option"
            aria-selected={visit.id === chosenId}
            tabIndex={visit.id === tabStop ? 0 : -1}
            className={classes.row}
            data-row={visit.id}
            data-testid="booking"
            onClick={() => props.onChoose(visit.id)}
          >
            <span className={classes.time} data-untranslated>
              {at?.toFormat('HH:mm')}
              <small>{at?.toFormat('dd.MM.')}</small>
            </span>
            <strong data-untranslated>{readablePlate(visit.truck.plate)}</strong>
            <span data-untranslated>{visit.bookingNumber ?? ''}</span>
            <span>{t(`common:laneClasses.${visit.truck.laneClass}`)}</span>
            <span className={classes.long} data-untranslated>
              {[visit.truck.container && readableContainer(visit.truck.container), visit.truck.goods]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <span className={classes.state}>
              {atGate ? (
                <span className={classes.gate}>
                  <StateShape shape="disc" />
                  {t('bookings:atGate')}
                </span>
              ) : late > props.overdueMinutes * 60_000 ? (
                <span className={classes.overdue}>
                  <StateShape shape="triangle" />
                  {t('bookings:overdue')}
                </span>
              ) : (
                t(`common:states.${visit.state}`)
              )}
            </span>
          </button>
        );
      })}
      {props.more && <p className={classes.hint}>{t('bookings:more', { count: visits.length })}</p>}
    </div>
  );
}
