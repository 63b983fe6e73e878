import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { decimal } from '../../ui/format.ts';
import { CountTable } from '../../viewer/measure/count-table.ts';
import { shownCounts } from '../../viewer/measure/shown-counts.ts';
import {
  countsAtEnd,
  rangeOf,
  type Span,
  spanOf,
  windowOf,
  withEnd,
} from '../../viewer/measure/window-presets.ts';
import type { PictureFacts } from '../../viewer/tile-source.ts';
import { type Display, planeOf } from '../../viewer/transfer.ts';
import type { Viewer, ViewState } from '../../viewer/viewer.ts';
import { Card } from './card.tsx';
import { energyName } from './energy-name.ts';
import classes from './measure.module.css';
import { type Measure, windowPixels } from './use-measure.ts';
import { useRead } from './use-read.ts';

/** How often each count is on screen in what is shown, an energy or the mean of both, and the ends of the window, which can be moved. */
export function HistogramCard(props: {
  readonly measure: Measure;
  readonly viewer: Viewer;
  readonly view: ViewState | null;
  readonly picture: PictureFacts;
  readonly columns: number;
  readonly display: Display;
}) {
  const { t, i18n } = useTranslation('console');
  const { viewer, view, picture, display } = props;
  const { reader } = props.measure;
  const { log } = display;
  const plane = planeOf(display);
  const rectangle = view?.rectangle ?? null;
  const read = useRead({
    key: reader && rectangle && `${JSON.stringify(rectangle)} ${plane} ${props.columns}`,
    scope: `${picture.id} ${plane}`,
    pauseMs: 150,
    read: async (signal) => {
      const region = await reader!.region(rectangle!, windowPixels, signal);
      return {
        table: new CountTable(shownCounts(region.planes, display) ?? new Float32Array()),
        level: region.level,
        missing: region.missing,
      };
    },
  });
  const bins = read?.value.table.histogram(binCount, log, rangeOf(picture)) ?? [];
  const most = Math.log1p(Math.max(1, ...bins));
  const bars = bins.map((count, bin) => {
    const height = (chartHeight * Math.log1p(count)) / most;
    return `M${bin} ${chartHeight}v${-height}h1v${height}z`;
  });
  const span = spanOf(display);
  const [low, high] = span;
  const shown = (value: number) => `${100 * Math.min(1, Math.max(0, value))}%`;
  const number = (value: number) => decimal(value, i18n.language, 0);
  return (
    <Card
      title={t('measure.histogram', { energy: energyName(picture, plane, t, i18n.language) })}
      busy={!read?.current}
    >
      <div className={classes.histogram}>
        <svg
          className={classes.chart}
          viewBox={`0 0 ${binCount} ${chartHeight}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          data-testid="histogram"
          data-bins={bins.join(' ')}
        >
          <path className={classes.bars} d={bars.join('')} />
        </svg>
        <div className={classes.outside} style={{ left: 0, width: shown(low) }} />
        <div className={classes.outside} style={{ left: shown(high), right: 0 }} />
        {(['low', 'high'] as const).map((end) => (
          <WindowEnd key={end} end={end} span={span} log={log} picture={picture} viewer={viewer} />
        ))}
      </div>
      <p className={classes.note}>
        {t('measure.shown', {
          low: number(countsAtEnd(low, log, rangeOf(picture))),
          high: number(countsAtEnd(high, log, rangeOf(picture))),
        })}
        {read &&
          ` · ${t('measure.known', { count: read.value.table.known, value: number(read.value.table.known) })}`}
        {read && read.value.level > 0 && ` · ${t('measure.coarse', { side: 2 ** read.value.level })}`}
        {read &&
          read.value.missing > 0 &&
          ` · ${t('measure.missingPixels', { count: read.value.missing, value: number(read.value.missing) })}`}
      </p>
    </Card>
  );
}

/** One end of the window: dragged, or moved by the arrows, with Shift or the page keys in larger steps. */
function WindowEnd(props: {
  readonly end: 'low' | 'high';
  readonly span: Span;
  readonly log: boolean;
  readonly picture: PictureFacts;
  readonly viewer: Viewer;
}) {
  const { t, i18n } = useTranslation('console');
  const { end, span, log, picture, viewer } = props;
  const element = useRef<HTMLDivElement>(null);
  const value = end === 'low' ? span[0] : span[1];
  const set = (to: number) => {
    const within = Math.min(1, Math.max(0, to));
    viewer.setDisplay(windowOf(withEnd(spanOf(viewer.display), end, within)));
  };
  const dragged = (event: PointerEvent) => {
    if (!element.current?.hasPointerCapture(event.pointerId)) return;
    const box = element.current.parentElement?.getBoundingClientRect();
    if (box && box.width > 0) set((event.clientX - box.left) / box.width);
  };
  const pressed = (event: KeyboardEvent) => {
    const to = steps(value, event.shiftKey)[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    set(to);
  };
  const said = Math.round(value * 1e5) / 1e5;
  const counts = countsAtEnd(value, log, rangeOf(picture));
  return (
    <div
      ref={element}
      role="slider"
      tabIndex={0}
      className={classes.end}
      data-testid={`window-${end}`}
      style={{ left: `${100 * Math.min(1, Math.max(0, value))}%` }}
      aria-label={t(`measure.windowEnd.${end}`)}
      aria-orientation="horizontal"
      aria-valuemin={Math.min(0, said)}
      aria-valuemax={Math.max(1, said)}
      aria-valuenow={said}
      aria-valuetext={t('measure.counts', { value: decimal(counts, i18n.language, 0) })}
      onPointerDown={(event) => {
        if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={dragged}
      onKeyDown={pressed}
    />
  );
}

function steps(value: number, large: boolean): Readonly<Record<string, number>> {
  const step = large ? 0.05 : 0.005;
  return {
    ArrowLeft: value - step,
    ArrowDown: value - step,
    ArrowRight: value + step,
    ArrowUp: value + step,
    PageDown: value - 0.05,
    PageUp: value + 0.05,
    Home: 0,
    End: 1,
  };
}

const binCount = 128;
const chartHeight = 64;
