import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NowFigures } from '../../station/api/figure-views.pure.ts';
import { timeOfDay } from '../ui/format.ts';
import { useTRPC } from '../ui/station.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import { Leads, useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

const tiles = ['waiting', 'atLanes', 'imagesWaiting', 'inAnalysis', 'inYard', 'lastHour'] as const;

/** How the post stands this minute, and when its queue would be cleared. */
export function NowStrip(props: { readonly zone: string; readonly onVisit: (visitId: string) => void }) {
  const { t } = useTranslation('figures');
  const trpc = useTRPC();
  const now = useQuery(trpc.figures.now.queryOptions(undefined, { refetchInterval: 10_000 }));
  const numbers = useNumbers();
  const second = useStationSecond();
  const of = now.data;
  const waited = of?.longestWait ? of.longestWait.ms + Math.max(0, second - Date.parse(of.at)) : null;
  return (
    <section className={classes.now} aria-label={t('now.label')}>
      <dl className={classes.tiles}>
        {tiles.map((tile) => (
          <div key={tile} className={classes.tile} data-testid={`now-${tile}`}>
            <dt>{t(`now.${tile}`)}</dt>
            <dd>{of ? numbers.count(of[tile]) : t('none')}</dd>
          </div>
        ))}
        <div className={classes.tile} data-testid="now-longestWait">
          <dt>{t('now.longestWait')}</dt>
          <dd>
            <Leads
              count={of?.longestWait ? 1 : 0}
              label={t('now.openLongest')}
              onOpen={() => of?.longestWait && props.onVisit(of.longestWait.visitId)}
            >
              {numbers.span(waited)}
            </Leads>
          </dd>
        </div>
      </dl>
      <p className={classes.clearance} data-testid="now-clearance">
        {of && clearanceText(of, props.zone)}
      </p>
    </section>
  );

  function clearanceText({ clearance, onHold }: NowFigures, zone: string): string {
    const { trucks, perHour, by, at } = clearance;
    const held = onHold > 0 ? ` ${t('now.onHold', { count: onHold })}` : '';
    if (trucks === 0) return t('now.clear');
    if (at === null) return t('now.neverClear', { count: trucks }) + held;
    const values = { count: trucks, rate: numbers.rate(perHour), time: timeOfDay(at, zone).slice(0, 5) };
    return t(by === 'plan' ? 'now.clearByPlan' : 'now.clearByHour', values) + held;
  }
}
