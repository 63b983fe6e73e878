import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PeriodView } from '../../station/api/figure-views.pure.ts';
import { madeOfRate } from '../../station/figures/behind.pure.ts';
import { useOfficer, worksAtLane } from '../ui/officer.ts';
import { useTRPC } from '../ui/station.ts';
import { type BehindShown, Leads, useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

const rates = ['hits', 'falseReferrals'] as const;

/** How often an examination found something and how often nothing, each with what it rests on. */
export function FoundTiles(props: {
  readonly period: PeriodView;
  readonly onBehind: (shown: BehindShown) => void;
}) {
  const { t } = useTranslation('figures');
  const { share, count, rate: percents } = useNumbers();
  const trpc = useTRPC();
  const sees = worksAtLane(useOfficer());
  const { from, to } = props.period;
  const { data } = useQuery(
    trpc.examinations.rates.queryOptions({ from, to }, { enabled: sees, refetchInterval: 30_000 }),
  );
  if (!sees) return null;
  return rates.map((name) => {
    const rate = data?.[name];
    const madeOf = madeOfRate(rate, name === 'hits');
    return (
      <div key={name} className={classes.total} data-testid={`total-${name}`}>
        <dt>{t(`totals.${name}`)}</dt>
        <dd>
          <Leads madeOf={madeOf.share} title={t(`totals.${name}`)} onBehind={props.onBehind}>
            {share(rate?.share ?? null)}
          </Leads>
        </dd>
        <dd className={classes.was}>
          <Leads madeOf={madeOf.of} title={t('behind.examined')} onBehind={props.onBehind}>
            {t('totals.of', { n: count(rate?.n ?? 0) })}
          </Leads>
          {rate?.low != null &&
            ` ${t('totals.interval', { low: percents(rate.low * 100), high: share(rate.high) })}`}
        </dd>
      </div>
    );
  });
}
