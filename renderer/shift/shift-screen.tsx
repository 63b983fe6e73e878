import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PostView, ShiftReport } from '../../station/api/views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { refusalOf } from '../ui/fault.ts';
import { dayAndTime, decimal, minutesSeconds } from '../ui/format.ts';
import { currentLanguage } from '../ui/i18n.ts';
import { showFault } from '../ui/notices.ts';
import { fileNameOf, saveFile } from '../ui/save-file.ts';
import { stationFetch, useTRPC } from '../ui/station.ts';
import { Waiting } from '../ui/waiting.tsx';
import classes from './shift-screen.module.css';
import { VisitTable } from './visit-table.tsx';

interface Period {
  readonly from: string;
  readonly to: string;
}

/** A shift at a glance, then its visits, then the file for the spreadsheet. */
export function ShiftScreen({ post }: { readonly post: PostView }) {
  const { t, i18n } = useTranslation('shift');
  const trpc = useTRPC();
  const [period, setPeriod] = useState<Period | null>(null);
  const shifts = useQuery(trpc.shifts.list.queryOptions());
  const report = useQuery(trpc.shifts.report.queryOptions(period ?? undefined, { refetchInterval: 15_000 }));
  const shown = report.data;
  const save = useMutation({
    mutationFn: (of: Period) => downloadCsv(of, currentLanguage()),
    onError: showFault,
  });
  useBindings({
    saveShift: {
      enabled: shown !== undefined && !save.isPending,
      run: () => shown && save.mutate({ from: shown.shift.from, to: shown.shift.to }),
    },
  });
  const day = (instant: string) => dayAndTime(instant, post.timeZone, i18n.language);

  return (
    <div className={classes.screen}>
      <header className={classes.head}>
        <label className={classes.choice}>
          <span>{t('shift')}</span>
          <select
            value={period?.from ?? ''}
            onChange={(event) => {
              const from = event.currentTarget.value;
              setPeriod(shifts.data?.find((shift) => shift.from === from) ?? null);
            }}
          >
            <option value="">{t('current', { name: post.shift.name })}</option>
            {shifts.data
              ?.filter((shift) => shift.from !== post.shift.from)
              .map((shift) => (
                <option key={shift.from} value={shift.from}>
                  {t('ofDay', { name: shift.name, day: day(shift.from) })}
                </option>
              ))}
          </select>
        </label>
        {shown && (
          <span className={classes.period}>
            {t('period', { from: day(shown.shift.from), to: day(shown.shift.to), zone: post.timeZone })}
          </span>
        )}
        <ActionButton action="saveShift" className={classes.export} />
      </header>
      {shown ? (
        <>
          <Figures report={shown} />
          <VisitTable visits={shown.visits} zone={post.timeZone} />
          <footer className={classes.foot}>
            {t('head')} <code>{shown.journalHead}</code>
          </footer>
        </>
      ) : (
        <Waiting failed={report.isError} fault={report.error} />
      )}
    </div>
  );
}

function Figures({ report }: { readonly report: ShiftReport }) {
  const { t, i18n } = useTranslation('shift');
  const number = (value: number, digits = 0) => decimal(value, i18n.language, digits);
  const tiles = [
    { id: 'trucksPerHour', value: number(report.trucksPerHour, 1) },
    { id: 'waitingNow', value: number(report.waitingNow) },
    { id: 'decided', value: number(report.decided) },
    { id: 'released', value: number(report.released) },
    { id: 'referred', value: number(report.referred) },
  ] as const;
  const longest = Math.max(1, ...report.stretches.map((stretch) => stretch.p90 ?? 0));
  return (
    <div className={classes.figures}>
      <dl className={classes.tiles}>
        {tiles.map((tile) => (
          <div key={tile.id} className={classes.tile} data-testid={`tile-${tile.id}`}>
            <dt>{t(`tiles.${tile.id}`)}</dt>
            <dd>{tile.value}</dd>
          </div>
        ))}
      </dl>
      <table className={classes.stretches}>
        <caption>{t('stretches.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('stretches.stretch')}</th>
            <th scope="col">{t('stretches.median')}</th>
            <th scope="col">{t('stretches.p90')}</th>
            <th scope="col">{t('stretches.n')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {report.stretches.map((stretch) => (
            <tr key={stretch.stretch}>
              <th scope="row">{t(`stretches.${stretch.stretch}`)}</th>
              <td>{stretch.median === null ? t('none') : minutesSeconds(stretch.median)}</td>
              <td>{stretch.p90 === null ? t('none') : minutesSeconds(stretch.p90)}</td>
              <td>{number(stretch.n)}</td>
              <td className={classes.barCell} aria-hidden="true">
                {stretch.median !== null && (
                  <Bar median={stretch.median / longest} p90={(stretch.p90 ?? stretch.median) / longest} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The median as a bar and the P90 as a mark, on one scale for all stretches. */
function Bar({ median, p90 }: { readonly median: number; readonly p90: number }) {
  return (
    <svg className={classes.bar} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect className={classes.barGround} x="0" y="4" width={p90 * 100} height="2" />
      <rect className={classes.barMedian} x="0" y="1" width={median * 100} height="8" />
      <rect className={classes.barMedian} x={Math.max(0, p90 * 100 - 0.6)} y="0" width="0.6" height="10" />
    </svg>
  );
}

async function downloadCsv(of: Period, language: string): Promise<void> {
  const query = new URLSearchParams({ from: of.from, to: of.to, language });
  const response = await stationFetch(`/exports/shift.csv?${query}`);
  if (!response.ok) throw await refusalOf(response);
  const usual = `shift-${of.from.slice(0, 16).replace(/[:T]/g, '-')}.csv`;
  saveFile(await response.blob(), fileNameOf(response) ?? usual);
}
