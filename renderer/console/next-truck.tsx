import { useTranslation } from 'react-i18next';
import type { QueueView, VisitView } from '../../station/api/views.pure.ts';
import { readablePlate } from '../ui/format.ts';
import classes from './queue.module.css';

/** Which truck is next at this lane and why, in one sentence; and which of the day's quotas make trucks wait. */
export function NextTruck(props: {
  readonly queue: QueueView | null;
  readonly lane: string | null;
  readonly visits: readonly VisitView[];
}) {
  const { t } = useTranslation(['console', 'common']);
  const { queue, lane, visits } = props;
  const next = queue?.next.find((one) => one.lane === lane);
  const visit = visits.find(({ id }) => id === next?.visitId);
  const over = queue?.quotas.filter(({ beyond }) => beyond > 0) ?? [];
  if (!next || !visit) return null;
  const plate = readablePlate(visit.truck.plate);
  return (
    <p className={classes.why} data-testid="why-next">
      {sentence()}
      {over.map(({ laneClass, percent, places, beyond }) => (
        <span key={laneClass} className={classes.quota}>
          {t('console:queue.quotaUsed', {
            laneClass: t(`common:laneClasses.${laneClass}`),
            percent,
            places,
            count: beyond,
          })}
        </span>
      ))}
    </p>
  );

  function sentence(): string {
    if (!next) return '';
    const { why } = next;
    switch (why.reason) {
      case 'only':
        return t('console:queue.why.only', { plate });
      case 'longest':
        return t('console:queue.why.longest', { plate, waited: why.waited });
      case 'aged':
        return t('console:queue.why.aged', {
          plate,
          waited: why.waited,
          laneClass: t(`common:laneClasses.${why.before}`),
        });
      case 'class':
        return t('console:queue.why.class', {
          plate,
          laneClass: t(`common:laneClasses.${why.laneClass}`),
          minutes: why.minutes,
          count: why.passed,
        });
      case 'limit':
        return why.left === 0
          ? t('console:queue.why.limitOver', { plate })
          : t('console:queue.why.limit', { plate, left: why.left, count: why.passed });
      case 'slot':
        return t('console:queue.why.slot', { plate, count: why.passed });
    }
  }
}
