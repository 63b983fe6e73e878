import { useTranslation } from 'react-i18next';
import { decimal, fixed } from '../../ui/format.ts';
import { pathOf } from '../../viewer/measure/chart.ts';
import { lengthBetween, samplesBetween } from '../../viewer/measure/lengths.ts';
import { rangeOf } from '../../viewer/measure/window-presets.ts';
import type { PixelLine, PixelReader } from '../../viewer/pixel-reader.ts';
import type { PictureFacts } from '../../viewer/tile-source.ts';
import { shownOf } from '../../viewer/transfer.ts';
import { Card, Said } from './card.tsx';
import { energyName } from './energy-name.ts';
import { lengthText } from './length-text.ts';
import classes from './measure.module.css';
import type { Measure } from './use-measure.ts';
import { useRead } from './use-read.ts';

/** Counts along a line, for each energy: a chart, and beside it the numbers. */
export function ProfileCard(props: {
  readonly reader: PixelReader;
  readonly picture: PictureFacts;
  readonly points: NonNullable<Measure['points']>;
  readonly columns: number;
}) {
  const { t, i18n } = useTranslation('console');
  const { reader, picture, points } = props;
  const { from, to } = points;
  const read = useRead({
    key: `${from.x} ${from.y} ${to.x} ${to.y} ${props.columns}`,
    scope: picture.id,
    pauseMs: points.placing ? 80 : 0,
    read: (signal) => reader.line(from, to, samplesBetween(from, to), signal),
  });
  const line = read?.value ?? null;
  const length = lengthBetween(from, to, picture);
  return (
    <Card title={t('measure.tool.profile')} busy={!read?.current}>
      <div className={classes.profile}>
        <figure className={classes.figure}>
          {line && <Chart line={line} picture={picture} />}
          <figcaption className={classes.caption}>
            <Said quiet={points.placing || !read?.current}>
              {picture.energiesMeV.map((energy, plane) => (
                <span key={energy} className={classes.legend}>
                  <svg className={classes.sample} viewBox="0 0 24 4" aria-hidden="true">
                    <path className={classes.curve} data-plane={plane} d="M0 2H24" />
                  </svg>
                  {energyName(picture, plane, t, i18n.language)}
                </span>
              ))}
              {t('measure.between', {
                begin: t('measure.begin'),
                end: t('measure.end'),
                length: lengthText(length, t, i18n.language),
              })}
              {line && line.level > 0 && ` · ${t('measure.coarse', { side: 2 ** line.level })}`}
              {line && line.missing > 0 && ` · ${t('measure.missingValues', { count: line.missing })}`}
            </Said>
          </figcaption>
        </figure>
        {line && read?.current && !points.placing && <Numbers line={line} picture={picture} />}
      </div>
    </Card>
  );
}

/** Logarithmic, so that one more half-value layer is the same step anywhere; the upper edge is air. */
function Chart({ line, picture }: { readonly line: PixelLine; readonly picture: PictureFacts }) {
  const range = rangeOf(picture);
  const isLog = picture.imported === undefined;
  return (
    <svg
      className={classes.chart}
      viewBox={`0 0 ${chartWidth} ${chartHeight}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      data-testid="profile-chart"
    >
      {[0.25, 0.5, 0.75].map((share) => (
        <path key={share} className={classes.grid} d={`M0 ${chartHeight * share}H${chartWidth}`} />
      ))}
      {line.planes.map((values, plane) => (
        <path
          key={picture.energiesMeV[plane]}
          className={classes.curve}
          data-plane={plane}
          d={pathOf(
            [...values].map((counts) => shownOf(counts, isLog, range)),
            chartWidth,
            chartHeight,
          )}
        />
      ))}
    </svg>
  );
}

function Numbers({ line, picture }: { readonly line: PixelLine; readonly picture: PictureFacts }) {
  const { t, i18n } = useTranslation('console');
  const range = rangeOf(picture);
  const number = (value: number, digits: number) =>
    Number.isNaN(value) ? t('measure.missing') : decimal(value, i18n.language, digits);
  const percent = (value: number) =>
    Number.isNaN(value) ? t('measure.missing') : fixed(value, i18n.language, 2);
  const begin = line.points[0] ?? { x: 0, y: 0 };
  // Of an imported picture nobody knows I0, so there is no transmission to speak of.
  const hasTransmission = picture.imported === undefined;
  const inMm = picture.imported?.pitchKnown !== false;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section className={classes.numbers} aria-label={t('measure.table')} tabIndex={0}>
      <table className={classes.table} data-testid="profile-table">
        <thead>
          <tr>
            <th scope="col">{t(inMm ? 'measure.atMm' : 'measure.atPixel')}</th>
            {picture.energiesMeV.map((energy, plane) => (
              <th key={energy} scope="col">
                {energyName(picture, plane, t, i18n.language)}
              </th>
            ))}
            {hasTransmission &&
              picture.energiesMeV.map((energy, plane) => (
                <th key={energy} scope="col">
                  {energyName(picture, plane, t, i18n.language)} %
                </th>
              ))}
          </tr>
        </thead>
        <tbody>
          {line.points.map((point, index) => {
            const { mm, columns, rows } = lengthBetween(begin, point, picture);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a value is its place on the line.
              <tr key={index}>
                <th scope="row">{number(mm ? mm.straight : Math.hypot(columns, rows), 0)}</th>
                {line.planes.map((values, plane) => (
                  <td key={picture.energiesMeV[plane]}>{number(values[index] ?? Number.NaN, 0)}</td>
                ))}
                {hasTransmission &&
                  line.planes.map((values, plane) => (
                    <td key={picture.energiesMeV[plane]}>
                      {percent(100 * shownOf(values[index] ?? Number.NaN, false, range))}
                    </td>
                  ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

const chartWidth = 1000;
const chartHeight = 100;
