import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NowFigures } from '../../station/api/figure-views.pure.ts';
import { madeOfNow } from '../../station/figures/behind.pure.ts';
import { timeSoon } from '../ui/format.ts';
import { useTRPC } from '../ui/station.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import { type BehindShown, Leads, NumberButton, useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

const tiles = ['waiting', 'atLanes', 'imagesWaiting', 'inAnalysis', 'inYard', 'lastHour'] as const;

/** How the post stands this minute, and when its queue would be cleared. */
export function NowStrip(props: {
  readonly zone: string;
  readonly onVisit: (visitId: string) => void;
  readonly onBehind: (shown: BehindShown) => void;
}) {
  const { zone, onVisit, onBehind } = props;
  const { t } = useTranslation('figures');
  const trpc = useTRPC();
  const now = useQuery(trpc.figures.now.queryOptions(undefined, { refetchInterval: 10_000 }));
  const numbers = useNumbers();
  const second = useStationSecond();
  const of = now.data;
  const madeOf = of && madeOfNow(of);
  const longest = of?.longestWait;
  const waited = of && longest ? longest.ms + Math.max(0, second - Date.parse(of.at)) : null;
  return (
    <section aria-label={t('now.label')}>
      <dl className={classes.tiles}>
        {tiles.map((tile) => (
          <div key={tile} className={classes.tile} data-testid={`now-${tile}`}>
            <dt>{t(`now.${tile}`)}</dt>
            <dd>
              <Leads madeOf={madeOf?.[tile]} title={t(`now.${tile}`)} onBehind={onBehind}>
                {of ? numbers.count(of[tile]) : t('none')}
              </Leads>
            </dd>
          </div>
        ))}
        <div className={classes.tile} data-testid="now-longestWait">
          <dt>{t('now.longestWait')}</dt>
          <dd>
            {longest ? (
              <NumberButton label={t('now.openLongest')} visits={1} onOpen={() => onVisit(longest.visitId)}>
                {numbers.span(waited)}
              </NumberButton>
            ) : (
              t('none')
            )}
          </dd>
        </div>
        <div className={classes.tile} data-testid="now-clearance">
          <dt>{t('now.clearAt')}</dt>
          <dd className={classes.clearance}>
            {of && madeOf && <Clearance of={of} madeOf={madeOf} zone={zone} onBehind={onBehind} />}
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** When the last truck would be decided, of how many, how fast, and how many of them are on hold. */
function Clearance(props: {
  readonly of: NowFigures;
  readonly madeOf: ReturnType<typeof madeOfNow>;
  readonly zone: string;
  readonly onBehind: (shown: BehindShown) => void;
}) {
  const { madeOf, zone, onBehind } = props;
  const { clearance, onHold } = props.of;
  const { trucks, perHour, by, at } = clearance;
  const { t, i18n } = useTranslation('figures');
  const { rate } = useNumbers();
  if (trucks === 0) return <small>{t('now.clear')}</small>;
  const queue = { madeOf: madeOf.undecided, title: t('now.undecided'), onBehind };
  return (
    <>
      <Leads {...queue}>{at === null ? t('none') : timeSoon(at, props.of.at, zone, i18n.language)}</Leads>
      <small>
        <Leads {...queue}>{t('now.trucks', { count: trucks })}</Leads>
      </small>
      <small>
        {by === 'last-hour' && (
          <Leads madeOf={madeOf.lastHour} title={t('now.lastHour')} onBehind={onBehind}>
            {t('now.byHour', { rate: rate(perHour) })}
          </Leads>
        )}
        {by === 'plan' && (at === null ? t('now.byNothing') : t('now.byPlan', { rate: rate(perHour) }))}
      </small>
      {onHold > 0 && (
        <small>
          <Leads madeOf={madeOf.onHold} title={t('causes.hold')} onBehind={onBehind}>
            {t('now.onHold', { count: onHold })}
          </Leads>
        </small>
      )}
    </>
  );
}
