import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './chart.module.css';

export interface ChartTheme {
  readonly text: string;
  readonly dim: string;
  readonly line: string;
  readonly panel: string;
  readonly blue: string;
  readonly amber: string;
  readonly ground: string;
  /** Grounds from little to much on which the text can be read. */
  readonly low: string;
  readonly high: string;
  readonly font: string;
}

/**
 * A chart and its table. The table is always there for those who hear the screen, and for everyone where `tables` says so;
 * the chart is a picture of it and takes no focus. `onPick` gets the series' and the datum's place of what was clicked.
 */
export function Chart(props: {
  readonly title: string;
  readonly tables: boolean;
  readonly option: (theme: ChartTheme) => EChartsCoreOption;
  readonly onPick?: (place: number) => void;
  readonly table: ReactNode;
  /** What the marks of the chart mean, each with how it looks. */
  readonly legend?: readonly { readonly word: string; readonly look: 'bar' | 'line' | 'dashed' | 'pale' }[];
  /** Rows decide the height of a chart that scrolls. */
  readonly height?: number | undefined;
}) {
  const { title, tables, option, onPick, table, height, legend = [] } = props;
  return (
    <figure className={classes.figure} aria-label={title}>
      <figcaption className={classes.title}>
        {title}
        {!tables &&
          legend.map(({ word, look }) => (
            <span key={word} className={classes.legend}>
              <i data-look={look} />
              {word}
            </span>
          ))}
      </figcaption>
      {!tables && <Canvas option={option} onPick={onPick} height={height} />}
      <div className={tables ? classes.table : classes.hidden}>{table}</div>
    </figure>
  );
}

function Canvas(props: {
  readonly option: (theme: ChartTheme) => EChartsCoreOption;
  readonly onPick: ((place: number) => void) | undefined;
  readonly height: number | undefined;
}) {
  const { option, onPick, height } = props;
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const newest = useRef({ option, onPick });
  newest.current = { option, onPick };

  useEffect(() => {
    let gone = false;
    let sizes: ResizeObserver | undefined;
    void import('./echarts.ts').then(({ init }) => {
      if (gone || !host.current) return;
      const made = init(host.current, undefined, { renderer: 'canvas' });
      chart.current = made;
      made.setOption(newest.current.option(themeOf(host.current)), true);
      made.on('click', ({ dataIndex }) => {
        if (typeof dataIndex === 'number') newest.current.onPick?.(dataIndex);
      });
      sizes = new ResizeObserver(() => made.resize());
      sizes.observe(host.current);
      host.current.dataset.drawn = 'yes';
    });
    return () => {
      gone = true;
      sizes?.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    if (host.current) chart.current?.setOption(option(themeOf(host.current)), true);
  }, [option]);

  return (
    <div className={classes.scroll}>
      <div
        ref={host}
        className={classes.canvas}
        style={height === undefined ? undefined : { height }}
        aria-hidden="true"
        data-testid="chart"
      />
    </div>
  );
}

/** The colours of the screen, as a canvas needs them. */
function themeOf(element: HTMLElement): ChartTheme {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--sp-${name}`).trim();
  return {
    text: colour('text'),
    dim: colour('dim'),
    line: colour('line'),
    panel: colour('raised'),
    blue: colour('blue'),
    amber: colour('amber'),
    ground: colour('ground'),
    low: colour('blue-ground'),
    high: colour('blue-solid'),
    font: style.fontFamily,
  };
}

/** What every chart has in common. A tooltip is drawn on the canvas: the page lets no inline style in. `inWords`: its numbers. */
export function commonOption(
  { text, line, panel, font }: ChartTheme,
  inWords: (value: number) => string = String,
): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { color: text, fontFamily: font },
    grid: { left: 8, right: 16, top: 28, bottom: 4, outerBoundsMode: 'same' },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      valueFormatter: (value: unknown) => (typeof value === 'number' ? inWords(value) : '–'),
      backgroundColor: panel,
      borderColor: line,
      textStyle: { color: text, fontSize: 13 },
    },
  };
}

export function axis({ dim, line }: ChartTheme, more: object = {}): object {
  return {
    axisLabel: { color: dim, fontSize: 12, hideOverlap: true },
    axisLine: { lineStyle: { color: line } },
    axisTick: { lineStyle: { color: line } },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: dim },
    ...more,
  };
}
