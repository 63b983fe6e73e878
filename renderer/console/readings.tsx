import { useTranslation } from 'react-i18next';
import type { PortalPassage, TruckPlateRead } from '../../station/api/reading-views.pure.ts';
import type { VisitView } from '../../station/api/views.pure.ts';
import { decimal, readableContainer, readablePlate, timeOfDay, tonnes } from '../ui/format.ts';
import { StateShape } from '../ui/icons.tsx';
import { StationPicture } from '../ui/station-picture.tsx';
import { alarmOf, mismatch, weightDifference } from './reading-rules.ts';
import classes from './readings.module.css';

/** What the devices around the scanner said of the truck, the latest of each kind first. */
export function Readings({ visit, zone }: { readonly visit: VisitView; readonly zone: string }) {
  const { t } = useTranslation('console');
  const { weights, plateReads, portal, reports } = visit;
  const image = visit.scans.at(-1)?.image ?? null;
  if (weights.length + plateReads.length + portal.length + reports.length === 0 && image === null)
    return null;
  return (
    <section className={classes.readings} aria-label={t('readings.title')} data-testid="readings">
      {portal.toReversed().map((passage) => (
        <Passage key={passage.id} passage={passage} zone={zone} />
      ))}
      {weights.length > 0 && <Weights visit={visit} zone={zone} />}
      {plateReads.toReversed().map((read) => (
        <PlateRead key={read.id} read={read} visit={visit} zone={zone} />
      ))}
      {image && (
        <div className={classes.row}>
          <h3 className={classes.label}>{t('readings.picture')}</h3>
          <p className={classes.value} data-untranslated>
            {image.name} <span className={classes.when}>{image.deviceId}</span>
          </p>
        </div>
      )}
      {reports.toReversed().map((report) => (
        <div key={report.id} className={classes.row}>
          <h3 className={classes.label}>{t('readings.report')}</h3>
          <div className={classes.value}>
            <span data-untranslated>{report.name}</span> <When at={report.at} zone={zone} />
            <p className={classes.said} data-untranslated>
              {report.summary}
            </p>
          </div>
        </div>
      ))}
    </section>
  );
}

/** Red while its alarm waits for a person; once acknowledged it says by whom and what it was. */
function Passage({ passage, zone }: { readonly passage: PortalPassage; readonly zone: string }) {
  const { t } = useTranslation('console');
  const alarm = alarmOf(passage);
  const open = alarm !== null && passage.acknowledged === null;
  return (
    <div
      className={classes.row}
      data-alarm={open ? 'open' : alarm === null ? undefined : 'acknowledged'}
      data-testid="passage"
    >
      <h3 className={classes.label}>{t('readings.rpm')}</h3>
      <div className={classes.value}>
        {alarm !== null && (
          <strong className={classes.alarm}>
            <StateShape shape={open ? 'octagon' : 'triangle'} />
            {t(`readings.alarms.${alarm}`)}
          </strong>
        )}{' '}
        {alarm === null && passage.whole && <span>{t('readings.noAlarm')} </span>}
        <When at={passage.at} zone={zone} />
        <p className={classes.counts}>
          <Counts kind="gamma" peak={passage.peakGamma} background={passage.backgroundGamma} />
          <Counts kind="neutron" peak={passage.peakNeutron} background={passage.backgroundNeutron} />
        </p>
        {passage.endedAt === null && <p>{t('readings.inPortal')}</p>}
        {passage.endedAt !== null && !passage.whole && (
          <p className={classes.doubt}>
            <StateShape shape="diamond" />
            {t('readings.notWhole')}
          </p>
        )}
        {passage.acknowledged && (
          <p>
            {t('readings.acknowledged', {
              by: passage.acknowledged.by,
              at: timeOfDay(passage.acknowledged.at, zone),
            })}{' '}
            <span data-untranslated>{passage.acknowledged.reason}</span>
          </p>
        )}
      </div>
    </div>
  );
}

function Counts(props: {
  readonly kind: 'gamma' | 'neutron';
  readonly peak: number | null;
  readonly background: number | null;
}) {
  const { t, i18n } = useTranslation('console');
  const number = (value: number | null) =>
    value === null ? t('readings.unknown') : decimal(value, i18n.language, 0);
  return (
    <span>
      {t(`readings.counts.${props.kind}`, { peak: number(props.peak), background: number(props.background) })}
    </span>
  );
}

/** The latest weight beside the declared one. The difference is said, and judged by nobody but the officer. */
function Weights({ visit, zone }: { readonly visit: VisitView; readonly zone: string }) {
  const { t, i18n } = useTranslation('console');
  const language = i18n.language;
  const latest = visit.weights.at(-1);
  if (!latest) return null;
  const difference = weightDifference(latest.kg, visit.truck.declaredWeightKg);
  return (
    <div className={classes.row} data-testid="weighed">
      <h3 className={classes.label}>{t('readings.weighed')}</h3>
      <div className={classes.value}>
        <strong>{t('readings.tonnes', { value: tonnes(latest.kg, language) })}</strong>{' '}
        <When at={latest.at} zone={zone} />
        {difference && (
          <p>
            {t('readings.difference', {
              kg: signed(difference.kg, language),
              percent: difference.percent === null ? '' : `(${signed(difference.percent, language)} %)`,
            })}
          </p>
        )}
        {visit.weights.length > 1 && (
          <p className={classes.when}>
            {t('readings.before', {
              list: visit.weights
                .slice(0, -1)
                .map(({ kg }) => tonnes(kg, language))
                .join(' · '),
            })}
          </p>
        )}
      </div>
    </div>
  );
}

function PlateRead(props: {
  readonly read: TruckPlateRead;
  readonly visit: VisitView;
  readonly zone: string;
}) {
  const { t, i18n } = useTranslation('console');
  const { read, visit, zone } = props;
  const differs = mismatch(read, visit.truck);
  return (
    <div
      className={classes.row}
      data-testid="plate-read"
      data-differs={differs.plate || differs.container || undefined}
    >
      <h3 className={classes.label}>{t('readings.read')}</h3>
      <div className={classes.value}>
        {read.pictureId !== null && (
          <StationPicture
            className={classes.picture}
            path={`/plate-reads/${read.pictureId}.jpg`}
            label={t('readings.plateLabel', { plate: readablePlate(read.plate ?? '') })}
          />
        )}
        <strong data-untranslated>{read.plate === null ? '' : readablePlate(read.plate)}</strong>{' '}
        {read.confidence !== null && (
          <span>{t('readings.confidence', { value: decimal(read.confidence * 100, i18n.language, 0) })}</span>
        )}{' '}
        <When at={read.at} zone={zone} />
        {read.container !== null && <p data-untranslated>{readableContainer(read.container)}</p>}
        {(differs.plate || differs.container) && (
          <p className={classes.doubt}>
            <StateShape shape="triangle" />
            {t(differs.plate ? 'readings.otherPlate' : 'readings.otherContainer')}
          </p>
        )}
        {read.readAs && (
          <p className={classes.when}>
            {t('readings.readAs')}{' '}
            <span data-untranslated>
              {[read.readAs.plate, read.readAs.container].filter(Boolean).join(' · ')}
            </span>
          </p>
        )}
      </div>
    </div>
  );
}

function When({ at, zone }: { readonly at: string; readonly zone: string }) {
  return <time className={classes.when}>{timeOfDay(at, zone)}</time>;
}

function signed(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(
    value,
  );
}
