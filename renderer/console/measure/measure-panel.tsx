import { useTranslation } from 'react-i18next';
import { decimal } from '../../ui/format.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { lengthAcross, lengthBetween, truckWidthMm } from '../../viewer/measure/lengths.ts';
import type { PictureFacts } from '../../viewer/tile-source.ts';
import { type Display, planeOf } from '../../viewer/transfer.ts';
import type { Viewer, ViewState } from '../../viewer/viewer.ts';
import { Card, Said } from './card.tsx';
import { HistogramCard } from './histogram-card.tsx';
import { lengthText } from './length-text.ts';
import classes from './measure.module.css';
import { ProfileCard } from './profile-card.tsx';
import { RegionCard } from './region-card.tsx';
import type { Measure, MeasureTool } from './use-measure.ts';

/** Under the picture while something is measured: the histogram, and what the tool says. */
export function MeasurePanel(props: {
  readonly measure: Measure;
  readonly viewer: Viewer | null;
  readonly view: ViewState | null;
  readonly picture: PictureFacts;
  readonly display: Display;
  /** Columns of the picture that have come. */
  readonly columns: number;
}) {
  const { t } = useTranslation('console');
  const { measure, viewer } = props;
  const { tool } = measure;
  const hasCard = tool !== null && tool !== 'loupe';
  return (
    <>
      {tool !== null && <EndsByEscape leave={() => measure.leave()} />}
      {(hasCard || measure.histogram) && (
        <section className={classes.panel} aria-label={t('measure.title')} data-testid="measure">
          {hasCard && <ToolCard {...props} tool={tool} />}
          {measure.histogram && viewer && <HistogramCard {...props} viewer={viewer} />}
        </section>
      )}
    </>
  );
}

function EndsByEscape({ leave }: { readonly leave: () => void }) {
  useEscape(leave);
  return null;
}

function ToolCard(props: {
  readonly measure: Measure;
  readonly tool: Exclude<MeasureTool, 'loupe'>;
  readonly picture: PictureFacts;
  readonly display: Display;
  readonly columns: number;
}) {
  const { t } = useTranslation('console');
  const { measure, tool, picture, columns } = props;
  const { points, reader } = measure;
  if (points === null || reader === null) {
    return (
      <Card title={t(`measure.tool.${tool}`)}>
        <p>{t(`measure.how.${tool}`)}</p>
        <p className={classes.keys}>
          <KeyCap name="Enter" /> {t('measure.put')} <KeyCap name="↑" />
          <KeyCap name="↓" />
          <KeyCap name="←" />
          <KeyCap name="→" /> {t('measure.aim')} <KeyCap name="Shift" /> {t('measure.fine')}{' '}
          <KeyCap name="Esc" /> {t('measure.leave')}
        </p>
      </Card>
    );
  }
  const of = { reader, picture, points, columns };
  if (tool === 'profile') return <ProfileCard {...of} />;
  if (tool === 'region') return <RegionCard {...of} withMean={planeOf(props.display) === null} />;
  return <RulerCard picture={picture} points={points} />;
}

function RulerCard(props: {
  readonly picture: PictureFacts;
  readonly points: NonNullable<Measure['points']>;
}) {
  const { t, i18n } = useTranslation('console');
  const { from, to, placing } = props.points;
  const length = lengthBetween(from, to, props.picture);
  const across = lengthAcross(length, props.picture);
  const { language } = i18n;
  const number = (value: number) => decimal(value, language, 0);
  const { mm } = length;
  return (
    <Card title={t('measure.tool.ruler')}>
      <Said quiet={placing}>
        <b>{lengthText(length, t, language)}</b>{' '}
        {mm && t('measure.parts', { across: number(mm.across), down: number(mm.down) })}
      </Said>
      <p className={classes.note} data-testid="length-holds">
        {across
          ? t('measure.atLane', {
              distance: decimal(across.sourceToLaneMm / 1000, language, 2),
              perMetre: number(across.perMetre * 100),
              share: number(across.share * 100),
              width: decimal(truckWidthMm / 1000, language, 2),
              nearest: number(across.nearestMm),
              farthest: number(across.farthestMm),
            })
          : t(mm ? 'measure.magnification' : 'measure.noPitch')}
        {across?.magnification &&
          ` ${t('measure.magnified', { factor: decimal(across.magnification, language, 2) })}`}
      </p>
    </Card>
  );
}
