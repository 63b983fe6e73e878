import { useTranslation } from 'react-i18next';
import { RegionMass } from '../../assessment/region-mass.tsx';
import { fixed } from '../../ui/format.ts';
import { lengthBetween, pixelsBetween } from '../../viewer/measure/lengths.ts';
import { type Statistics, statisticsOf } from '../../viewer/measure/statistics.ts';
import { type PixelReader, usualPace } from '../../viewer/pixel-reader.ts';
import type { PictureFacts } from '../../viewer/tile-source.ts';
import { Card, Said } from './card.tsx';
import { energyName } from './energy-name.ts';
import classes from './measure.module.css';
import type { Measure } from './use-measure.ts';
import { useRead } from './use-read.ts';

/** Mean, deviation, least and most counts of a rectangle, for each energy. */
export function RegionCard(props: {
  readonly reader: PixelReader;
  readonly picture: PictureFacts;
  readonly points: NonNullable<Measure['points']>;
  readonly columns: number;
}) {
  const { t, i18n } = useTranslation('console');
  const { reader, picture, points } = props;
  const rectangle = pixelsBetween(points.from, points.to);
  const { x, y, width, height } = rectangle;
  const read = useRead({
    key: `${x} ${y} ${width} ${height} ${props.columns}`,
    scope: picture.id,
    pauseMs: points.placing ? 80 : 0,
    read: async (signal) => {
      const { planes, level, missing } = await reader.region(rectangle, mostPixels, signal);
      const statistics: (Statistics | null)[] = [];
      for (const values of planes) {
        statistics.push(statisticsOf(values));
        await usualPace.pause();
      }
      return { planes: statistics, level, missing };
    },
  });
  const number = (value: number | null | undefined, digits: number) =>
    value === null || value === undefined ? '–' : fixed(value, i18n.language, digits);
  const size = lengthBetween({ x, y }, { x: x + width, y: y + height }, picture).mm;
  return (
    <Card title={t('measure.tool.region')} busy={!read?.current}>
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
            {picture.energiesMeV.map((energy, plane) => {
              const values = read?.value.planes[plane];
              return (
                <tr key={energy}>
                  <th scope="row">{energyName(picture, plane, t, i18n.language)}</th>
                  <td>{number(values?.mean, 1)}</td>
                  <td>{number(values?.sd, 1)}</td>
                  <td>{number(values?.least, 0)}</td>
                  <td>{number(values?.most, 0)}</td>
                  <td>{number(values?.count, 0)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Said>
      <RegionMass scanId={picture.id} region={rectangle} quiet={points.placing} />
      <p className={classes.note}>
        {t('measure.pixels', { columns: number(width, 0), rows: number(height, 0) })}
        {size && ` · ${t('measure.size', { across: number(size.across, 0), down: number(size.down, 0) })}`}
        {read && read.value.level > 0 && ` · ${t('measure.coarse', { side: 2 ** read.value.level })}`}
        {read &&
          read.value.missing > 0 &&
          ` · ${t('measure.missingPixels', { count: read.value.missing, value: number(read.value.missing, 0) })}`}
      </p>
    </Card>
  );
}

/** A larger rectangle is measured in means: a million values of two energies are summed in some milliseconds. */
const mostPixels = 1_048_576;
