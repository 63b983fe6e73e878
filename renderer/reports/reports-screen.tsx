import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reportFormats, reportKinds } from '../../station/api/figure-inputs.pure.ts';
import { periodUnits } from '../../station/api/figure-views.pure.ts';
import { laneClasses, type PostView } from '../../station/api/views.pure.ts';
import { madeOfTotals } from '../../station/figures/behind.pure.ts';
import { BehindList } from '../throughput/behind-list.tsx';
import { type BehindShown, Leads, useNumbers } from '../throughput/numbers.tsx';
import { PathTable } from '../throughput/path-table.tsx';
import { type PeriodAsk, PeriodChoice } from '../throughput/period-choice.tsx';
import { stepPeriod, unitAsk } from '../throughput/period-steps.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { refusalOf } from '../ui/fault.ts';
import { dayAndTime } from '../ui/format.ts';
import { currentLanguage } from '../ui/i18n.ts';
import { showDone, showFault } from '../ui/notices.ts';
import { fileNameOf, saveFile } from '../ui/save-file.ts';
import { stationPost, useTRPC } from '../ui/station.ts';
import { Waiting } from '../ui/waiting.tsx';
import classes from './reports-screen.module.css';

const sampled = ['arrived', 'decided', 'released', 'referred'] as const;

type ReportKind = (typeof reportKinds)[number];
type ReportFormat = (typeof reportFormats)[number];

/** Reports for others: which one, of when, of which trucks, as what file; and what it will say of the path of time. */
export function ReportsScreen(props: {
  readonly post: PostView;
  readonly onVisit: (visitId: string) => void;
}) {
  const { post, onVisit } = props;
  const { t, i18n } = useTranslation(['reports', 'common', 'figures']);
  const { count } = useNumbers();
  const trpc = useTRPC();
  const [ask, setAsk] = useState<PeriodAsk>({ unit: 'month' });
  const [kind, setKind] = useState<ReportKind>('trs');
  const [format, setFormat] = useState<ReportFormat>('xlsx');
  const [laneClass, setLaneClass] = useState<(typeof laneClasses)[number] | ''>('');
  const [lane, setLane] = useState('');
  const [behind, setBehind] = useState<BehindShown | null>(null);
  const filter = { ...(laneClass !== '' && { laneClass }), ...(lane !== '' && { lane }) };
  const report = useQuery(
    trpc.figures.report.queryOptions({ ...ask, filter }, { placeholderData: keepPreviousData }),
  );
  const shown = report.data;
  // What came before is on screen until the period that was asked for is there; nobody steps on from that.
  const isShown = shown !== undefined && !report.isPlaceholderData;
  const save = useMutation({
    mutationFn: () => download({ ...ask, filter, kind, format, language: currentLanguage() }),
    onSuccess: ({ name, sha256 }) => showDone(t('reports:done', { name, hash: sha256.slice(0, 12) })),
    onError: showFault,
  });
  const askFor = (next: PeriodAsk) => {
    setBehind(null);
    setAsk(next);
  };
  const step = (at: string | null | undefined) => {
    const next = shown && at != null ? stepPeriod(ask, shown.period, at) : null;
    if (next) askFor(next);
  };
  useBindings({
    periodBefore: { enabled: isShown, run: () => step(shown?.period.before) },
    periodAfter: { enabled: isShown && shown?.period.after != null, run: () => step(shown?.period.after) },
    nextUnit: {
      enabled: true,
      run: () => {
        const next = periodUnits[(periodUnits.indexOf(ask.unit) + 1) % periodUnits.length] ?? 'shift';
        askFor(unitAsk(next, shown?.period));
      },
    },
    makeReport: { enabled: shown !== undefined && !save.isPending, run: () => save.mutate() },
  });
  const day = (at: string) => dayAndTime(at, post.timeZone, i18n.language);

  return (
    <div className={classes.screen}>
      <header className={classes.head}>
        <PeriodChoice
          ask={ask}
          period={shown?.period ?? null}
          zone={post.timeZone}
          onUnit={(unit) => askFor(unitAsk(unit, shown?.period))}
          onChosen={(from, to) => askFor({ unit: 'chosen', from, to })}
        />
        {shown && (
          <span className={classes.dim}>
            {t('reports:span', {
              from: day(shown.period.from),
              to: day(shown.period.to),
              zone: post.timeZone,
            })}
          </span>
        )}
      </header>
      <div className={classes.choices}>
        <fieldset className={classes.kinds}>
          <legend>{t('reports:which')}</legend>
          {reportKinds.map((each) => (
            <label key={each} className={classes.kind}>
              <input type="radio" name="kind" checked={kind === each} onChange={() => setKind(each)} />
              <span>
                <strong>{t(`reports:kinds.${each}.title`)}</strong>
                <span className={classes.dim}>{t(`reports:kinds.${each}.what`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <fieldset className={classes.kinds}>
          <legend>{t('reports:filter')}</legend>
          <label className={classes.field}>
            {t('figures:split.laneClass')}
            <select
              value={laneClass}
              onChange={(event) =>
                setLaneClass(laneClasses.find((each) => each === event.currentTarget.value) ?? '')
              }
            >
              <option value="">{t('reports:all')}</option>
              {laneClasses.map((each) => (
                <option key={each} value={each}>
                  {t(`common:laneClasses.${each}`)}
                </option>
              ))}
            </select>
          </label>
          <label className={classes.field}>
            {t('figures:split.lane')}
            <select value={lane} onChange={(event) => setLane(event.currentTarget.value)}>
              <option value="">{t('reports:all')}</option>
              {post.lanes.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
        </fieldset>
        <fieldset className={classes.kinds}>
          <legend>{t('reports:file')}</legend>
          {reportFormats.map((each) => (
            <label key={each} className={classes.kind}>
              <input type="radio" name="format" checked={format === each} onChange={() => setFormat(each)} />
              <span>{t(`reports:formats.${each}`)}</span>
            </label>
          ))}
          <ActionButton action="makeReport" size="decision" tone="main" />
        </fieldset>
      </div>
      {shown && behind && (
        <BehindList
          key={JSON.stringify(behind)}
          {...{ ask, filter, zone: post.timeZone, shown: behind, onVisit }}
          onClose={() => setBehind(null)}
        />
      )}
      {!shown && <Waiting failed={report.isError} fault={report.error} />}
      {shown && !behind && (
        <>
          <div className={classes.sample} data-testid="report-sample">
            <dl>
              {sampled.map((name) => (
                <div key={name}>
                  <dt>{t(`figures:totals.${name}`)}</dt>
                  <dd data-testid={`sample-${name}`}>
                    <Leads
                      madeOf={madeOfTotals(shown.totals)[name]}
                      title={t(`figures:totals.${name}`)}
                      onBehind={setBehind}
                    >
                      {count(shown.totals[name])}
                    </Leads>
                  </dd>
                </div>
              ))}
              <div>
                <dt>{t('reports:hours')}</dt>
                <dd>{count(shown.totals.hours)}</dd>
              </div>
            </dl>
            <span className={classes.dim}>{t('reports:whole')}</span>
          </div>
          <PathTable path={shown.path} compared={null} onBehind={setBehind} />
        </>
      )}
      <p className={classes.dim}>{t('reports:recorded')}</p>
    </div>
  );
}

async function download(ask: object): Promise<{ readonly name: string; readonly sha256: string }> {
  const response = await stationPost('/exports/report', ask);
  if (!response.ok) throw await refusalOf(response);
  const name = fileNameOf(response) ?? 'report';
  saveFile(await response.blob(), name);
  return { name, sha256: response.headers.get('x-scanpost-sha256') ?? '' };
}
