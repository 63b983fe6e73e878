import { useTranslation } from 'react-i18next';
import { RegionMass } from '../../assessment/region-mass.tsx';
import { decimal, fixed } from '../../ui/format.ts';
import { lengthBetween, pixelsBetween } from '../../viewer/measure/lengths.ts';
import { shownCounts } from '../../viewer/measure/shown-counts.ts';
import { type Statistics, statisticsOf } from '../../viewer/measure/statistics.ts';
import { type PixelReader, usualPace } from '../../viewer/pixel-reader.ts';
import type { PictureFacts } from '../../viewer/tile-source.ts';
import { Card, Said } from './card.tsx';
import { energyName } from './energy-name.ts';
import classes from './measure.module.css';
import type { Measure } from './use-measure.ts';
import { useRead } from './use-read.ts';

/** Mean, deviation, least and most counts of a rectangle, for each energy and, while it is on screen, for their mean. */
export function RegionCard(props: {
  readonly reader: PixelReader;
  readonly picture: PictureFacts;
  readonly points: NonNullable<Measure['points']>;
  readonly columns: number;
  /** The mean of both energies is what is on screen. */
  readonly withMean: boolean;
}) {
  const { t, i18n } = useTranslation('console');
  const { reader, picture, points, withMean } = props;
  const rectangle = pixelsBetween(points.from, points.to);
  const { x, y, width, height } = rectangle;
  const read = useRead({
    key: `${x} ${y} ${width} ${height} ${props.columns} ${withMean}`,
    scope: picture.id,
    pauseMs: points.placing ? 80 : 0,
    read: async (signal) => {
      const { planes, level, missing } = await reader.region(rectangle, mostPixels, signal);
      const mean = withMean ? shownCounts(planes, { show: 'blend', plane: 0 }) : null;
      const statistics: (Statistics | null)[] = [];
      for (const values of mean ? [...planes, mean] : planes) {
        statistics.push(statisticsOf(values));
        await usualPace.pause();
      }
      return { statistics, level, missing };
    },
  });
  const number = (value: number | null | undefined, digits: number) =>
    value === null || value === undefined ? '–' : fixed(value, i18n.language, digits);
  // Half a count where two energies are averaged.
  const counts = (value: number | undefined) =>
    value === undefined ? '–' : decimal(value, i18n.language, 1);
  const energies = picture.energiesMeV.map((_, plane) => plane);
  const rows: readonly (number | null)[] = withMean ? [...energies, null] : energies;
  const size = lengthBetween({ x, y }, { x: x + width, y: y + height }, picture).mm;
  return (
    <Card title={t('measure.tool.region')} busy={!read?.current}>
      <div className={classes.beside}>
        <Said quiet={points.placing || !read?.current}>
          <table className={classes.table} data-testid="statistics">
            <thead>
              <tr>
                <th scope="col">{t('measure.energy')}</th>
                <th scope="col">{t('measure.mean')}</th>
                <th scope="col">{t('measure.deviation')}</th>
                <th scope="col">{t('measure.least')}</th>
                <th scope="col">{t('measure.most')}</th>
                <th scope="col">{t('measure.count')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((plane, row) => {
                const values = read?.value.statistics[row];
                return (
                  <tr key={plane}>
                    <th scope="row">{energyName(picture, plane, t, i18n.language)}</th>
                    <td>{number(values?.mean, 1)}</td>
                    <td>{number(values?.sd, 1)}</td>
                    <td>{counts(values?.least)}</td>
                    <td>{counts(values?.most)}</td>
                    <td>{number(values?.count, 0)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Said>
        <div className={classes.notes}>
          <RegionMass scanId={picture.id} region={rectangle} quiet={points.placing} />
          <p className={classes.note}>
            {t('measure.pixels', { columns: number(width, 0), rows: number(height, 0) })}
            {size &&
              ` · ${t('measure.size', { across: number(size.across, 0), down: number(size.down, 0) })}`}
            {read && read.value.level > 0 && ` · ${t('measure.coarse', { side: 2 ** read.value.level })}`}
            {read &&
              read.value.missing > 0 &&
              ` · ${t('measure.missingPixels', { count: read.value.missing, value: number(read.value.missing, 0) })}`}
          </p>
        </div>
      </div>
    </Card>
  );
}

/** A larger rectangle is measured in means: a million values of two energies are summed in some milliseconds. */
const mostPixels = 1_048_576;
