import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Rate } from '../../station/api/examination-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { decimal } from '../ui/format.ts';
import { useTRPC } from '../ui/station.ts';
import classes from './yard-screen.module.css';

/** What the examinations of the shift found, with how sure that is; by officer for supervisors. */
export function Rates({ shift }: { readonly shift: PostView['shift'] }) {
  const { t } = useTranslation('yard');
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.examinations.rates.queryOptions({ from: shift.from, to: shift.to }, { refetchInterval: 30_000 }),
  );
  if (!data) return null;
  const rows = [
    { name: t('rates.all', { shift: shift.name }), hits: data.hits, falseReferrals: data.falseReferrals },
    ...(data.byOfficer ?? []).map(({ officer, ...rates }) => ({
      name: t('rates.officer', { officer }),
      ...rates,
    })),
  ];
  return (
    <section className={classes.part} aria-labelledby="yard-rates">
      <h2 id="yard-rates">{t('rates.title')}</h2>
      <p className={classes.empty}>{t('rates.what')}</p>
      <table className={classes.table} data-testid="rates">
        <thead>
          <tr>
            {(['of', 'n', 'hits', 'falseReferrals'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`rates.columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, hits, falseReferrals }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={classes.number}>{hits.n}</td>
              <td className={classes.number}>
                <Share rate={hits} />
              </td>
              <td className={classes.number}>
                <Share rate={falseReferrals} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Share({ rate }: { readonly rate: Rate }) {
  const { t, i18n } = useTranslation('yard');
  if (rate.share === null || rate.low === null || rate.high === null) return t('rates.none');
  const percent = (share: number) => decimal(100 * share, i18n.language, 0);
  return t('rates.share', {
    share: percent(rate.share),
    low: percent(rate.low),
    high: percent(rate.high),
  });
}
