import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PeriodView, periodUnits } from '../../station/api/figure-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useAction, useBindings } from '../ui/action-context.tsx';
import { refusalOf } from '../ui/fault.ts';
import { spanInWords } from '../ui/format.ts';
import { currentLanguage } from '../ui/i18n.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { showFault } from '../ui/notices.ts';
import { fileNameOf, saveFile } from '../ui/save-file.ts';
import { stationFetch, useTRPC } from '../ui/station.ts';
import { Waiting } from '../ui/waiting.tsx';
import { BehindList } from './behind-list.tsx';
import { Delays } from './delays.tsx';
import { Glance } from './glance.tsx';
import { NowStrip } from './now-strip.tsx';
import { type BehindShown, useNumbers } from './numbers.tsx';
import { PathSection } from './path-section.tsx';
import { Pattern } from './pattern.tsx';
import { type PeriodAsk, PeriodChoice } from './period-choice.tsx';
import { stepPeriod, unitAsk } from './period-steps.ts';
import { SpanFields } from './span-fields.tsx';
import classes from './throughput.module.css';
import { TimelineSection } from './timeline.tsx';
import {
  type ComparisonChoice,
  comparisonAsk,
  comparisonChoices,
  useComparison,
  withHow,
} from './use-comparison.ts';

const sections = ['glance', 'path', 'pattern', 'timeline', 'delays'] as const;
type Section = (typeof sections)[number];

/** Where the minutes go: the post now, then a period at a glance, then every number down to its visits. */
export function ThroughputScreen(props: {
  readonly post: PostView;
  readonly onVisit: (visitId: string) => void;
}) {
  const { post, onVisit } = props;
  const { t } = useTranslation('figures');
  const { count, rate } = useNumbers();
  const trpc = useTRPC();
  const [ask, setAsk] = useState<PeriodAsk>({ unit: 'shift' });
  const [comparison, keepComparison] = useComparison();
  const [section, setSection] = useState<Section>('glance');
  const [tables, setTables] = useState(false);
  const [behind, setBehind] = useState<BehindShown | null>(null);
  const report = useQuery(
    trpc.figures.report.queryOptions(
      { ...ask, ...comparisonAsk(comparison) },
      { refetchInterval: 30_000, placeholderData: keepPreviousData },
    ),
  );
  const shown = report.data;
  // What came before is on screen until the period that was asked for is there; nobody steps on from that.
  const isShown = shown !== undefined && !report.isPlaceholderData;
  const empty =
    shown?.totals.arrived === 0 && shown.path.every(({ all, unknown }) => all.n === 0 && unknown === 0);
  const save = useMutation({ mutationFn: downloadCsv, onError: showFault });

  const go = (next: PeriodAsk) => {
    setBehind(null);
    setAsk(next);
  };
  const step = (at: string | null | undefined) => {
    if (at != null && shown) go(stepPeriod(ask, shown.period, at));
  };
  const turn = (by: number) => {
    setBehind(null);
    setSection(next(sections, section, by));
  };
  const compareBy = (how: ComparisonChoice) => keepComparison(withHow(comparison, how, shown?.period));
  useBindings({
    periodBefore: { enabled: isShown, run: () => step(shown?.period.before) },
    periodAfter: { enabled: isShown && shown?.period.after != null, run: () => step(shown?.period.after) },
    nextUnit: {
      enabled: true,
      run: () => go(unitAsk(next(periodUnits, ask.unit, 1), shown?.period)),
    },
    nextComparison: { enabled: true, run: () => compareBy(next(comparisonChoices, comparison.how, 1)) },
    figureTables: { enabled: true, run: () => setTables(!tables) },
    sectionBefore: { enabled: true, run: () => turn(-1) },
    sectionAfter: { enabled: true, run: () => turn(1) },
    saveShift: {
      enabled: shown !== undefined && !save.isPending,
      run: () => shown && save.mutate(shown.period),
    },
  });

  return (
    <div className={classes.screen}>
      <header className={classes.head}>
        <PeriodChoice
          ask={ask}
          period={shown?.period ?? null}
          zone={post.timeZone}
          onUnit={(unit) => go(unitAsk(unit, shown?.period))}
          onChosen={(from, to) => go({ unit: 'chosen', from, to })}
        />
        <label className={classes.choice}>
          <span>{t('compare.label')}</span>
          <select
            value={comparison.how}
            onChange={(event) =>
              compareBy(comparisonChoices.find((each) => each === event.currentTarget.value) ?? 'none')
            }
          >
            {comparisonChoices.map((each) => (
              <option key={each} value={each}>
                {t(`compare.${each}`)}
              </option>
            ))}
          </select>
          <Key action="nextComparison" />
        </label>
        {comparison.how === 'chosen' && comparison.span && (
          <SpanFields
            span={comparison.span}
            zone={post.timeZone}
            names={[t('compare.from'), t('compare.to')]}
            onSpan={(from, to) => keepComparison({ how: 'chosen', span: { from, to } })}
          />
        )}
        <div className={classes.space} />
        <ActionButton action="figureTables" short className={classes.button} />
        <ActionButton action="saveShift" short className={classes.button} />
      </header>
      <NowStrip zone={post.timeZone} onVisit={onVisit} onBehind={setBehind} />
      <nav className={classes.sections} aria-label={t('sections.label')}>
        <Key action="sectionBefore" />
        {sections.map((each) => (
          <button
            key={each}
            type="button"
            aria-current={section === each && !behind ? 'page' : undefined}
            onClick={() => {
              setBehind(null);
              setSection(each);
            }}
          >
            {t(`sections.${each}`)}
          </button>
        ))}
        <Key action="sectionAfter" />
        {shown && (
          <span className={classes.period} data-testid="figures-period">
            <span>{periodText(shown.period, post.timeZone, t('zone', { zone: post.timeZone }))}</span>
            {shown.compared && (
              <span>
                {t('compare.against', { period: periodText(shown.compared.period, post.timeZone, '') })}
              </span>
            )}
          </span>
        )}
      </nav>
      {!shown && <Waiting failed={report.isError} fault={report.error} />}
      {shown && behind && (
        <BehindList
          key={JSON.stringify(behind)}
          ask={ask}
          shown={behind}
          zone={post.timeZone}
          onVisit={onVisit}
          onClose={() => setBehind(null)}
        />
      )}
      {shown && !behind && empty && section !== 'glance' && (
        <div className={classes.empty} role="status">
          <p>{t('empty.title')}</p>
          <p>{t('empty.todo')}</p>
        </div>
      )}
      {shown && !behind && !(empty && section !== 'glance') && (
        <div className={classes.section}>
          {section === 'glance' && (
            <Glance report={shown} zone={post.timeZone} tables={tables} onBehind={setBehind} />
          )}
          {section === 'path' && <PathSection report={shown} tables={tables} onBehind={setBehind} />}
          {section === 'pattern' && <Pattern report={shown} tables={tables} onBehind={setBehind} />}
          {section === 'timeline' && (
            <TimelineSection ask={ask} zone={post.timeZone} tables={tables} onVisit={onVisit} />
          )}
          {section === 'delays' && <Delays report={shown} onBehind={setBehind} />}
        </div>
      )}
      {shown && (
        <footer className={classes.feet}>
          <span>
            {shown.outlierRule.rule === 'none'
              ? t('ruleNone')
              : t('rule', {
                  rule: t(`rules.${shown.outlierRule.rule}`, { factor: rate(shown.outlierRule.factor ?? 0) }),
                })}
          </span>
          <span className={classes.foot}>
            {t('head', { seq: count(shown.head.seq) })} <code>{shown.head.hash}</code>
          </span>
        </footer>
      )}
    </div>
  );
}

function Key({ action }: { readonly action: Parameters<typeof useAction>[0] }) {
  const bound = useAction(action);
  return bound ? <KeyCap name={bound.keyName} /> : null;
}

function next<Item>(items: readonly Item[], from: Item, by: number): Item {
  return items[(items.indexOf(from) + by + items.length) % items.length] ?? from;
}

function periodText({ name, from, to }: PeriodView, zone: string, inZone: string): string {
  return [name, spanInWords(from, to, zone, currentLanguage()), inZone]
    .filter((part) => part !== '')
    .join(' · ');
}

async function downloadCsv({ from, to }: PeriodView): Promise<void> {
  const query = new URLSearchParams({ from, to, language: currentLanguage() });
  const response = await stationFetch(`/exports/shift.csv?${query}`);
  if (!response.ok) throw await refusalOf(response);
  const usual = `shift-${from.slice(0, 16).replace(/[:T]/g, '-')}.csv`;
  saveFile(await response.blob(), fileNameOf(response) ?? usual);
}
