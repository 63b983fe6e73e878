import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnattachedReading, WaitingImage } from '../../station/api/reading-views.pure.ts';
import { decimal, readableContainer, readablePlate, timeOfDay, tonnes } from '../ui/format.ts';
import { StationPicture } from '../ui/station-picture.tsx';
import { atOf, type Thing } from './inbox-rules.ts';
import classes from './inbox-screen.module.css';
import { ThingTitle } from './thing-list.tsx';

/** One thing in full, with its picture as large as there is room. */
export function ThingDetail({ thing, zone }: { readonly thing: Thing; readonly zone: string }) {
  const { t } = useTranslation('inbox');
  return (
    <section className={classes.detail} aria-label={t('detail')} data-testid="inbox-detail">
      <h2 className={classes.thing}>
        <ThingTitle thing={thing} />
      </h2>
      {thing.kind === 'image' ? (
        <ImagePreview image={thing.image} />
      ) : (
        thing.reading.kind === 'plate' &&
        thing.reading.plateRead.pictureId !== null && (
          <StationPicture
            className={classes.plate}
            path={`/plate-reads/${thing.reading.plateRead.pictureId}.jpg`}
            label={t('preview')}
          />
        )
      )}
      <dl className={classes.facts}>
        <Fact label={t('facts.device')} said>
          {thing.kind === 'image' ? thing.image.deviceId : thing.reading.deviceId}
        </Fact>
        <Fact label={t('facts.at')}>{timeOfDay(atOf(thing), zone)}</Fact>
        {thing.kind === 'image' ? (
          <ImageFacts image={thing.image} />
        ) : (
          <ReadingFacts reading={thing.reading} />
        )}
      </dl>
    </section>
  );
}

function ImagePreview({ image }: { readonly image: WaitingImage }) {
  const { t } = useTranslation('inbox');
  return image.missing ? (
    <p className={classes.fault} role="alert">
      {t('missing')}
    </p>
  ) : (
    <div className={classes.preview}>
      <StationPicture path={`/images/${image.id}/preview.png`} label={t('preview')} />
    </div>
  );
}

function ImageFacts({ image }: { readonly image: WaitingImage }) {
  const { t } = useTranslation('inbox');
  const { plate, container, takenAt, reference } = image.about;
  return (
    <>
      <Fact label={t('facts.file')} said>
        {image.name}
      </Fact>
      <Fact label={t('facts.format')} said>
        {image.format.toUpperCase()}
      </Fact>
      {image.width !== null && image.height !== null && (
        <Fact label={t('facts.size')}>
          {t('facts.pixels', { width: image.width, height: image.height, count: image.planes ?? 1 })}
        </Fact>
      )}
      {plate && (
        <Fact label={t('facts.plate')} said>
          {readablePlate(plate)}
        </Fact>
      )}
      {container && (
        <Fact label={t('facts.container')} said>
          {readableContainer(container)}
        </Fact>
      )}
      {takenAt && (
        <Fact label={t('facts.takenAt')} said>
          {takenAt}
        </Fact>
      )}
      {reference && (
        <Fact label={t('facts.reference')} said>
          {reference}
        </Fact>
      )}
    </>
  );
}

function ReadingFacts({ reading }: { readonly reading: UnattachedReading }) {
  const { t, i18n } = useTranslation(['inbox', 'console']);
  const number = (value: number | null) =>
    value === null ? t('console:readings.unknown') : decimal(value, i18n.language, 0);
  switch (reading.kind) {
    case 'weight':
      return (
        <Fact label={t('console:readings.weighed')}>
          {t('console:readings.tonnes', { value: tonnes(reading.weight.kg, i18n.language) })}
        </Fact>
      );
    case 'plate': {
      const { plate, container, confidence } = reading.plateRead;
      return (
        <>
          {plate !== null && (
            <Fact label={t('inbox:facts.plate')} said>
              {readablePlate(plate)}
            </Fact>
          )}
          {container !== null && (
            <Fact label={t('inbox:facts.container')} said>
              {readableContainer(container)}
            </Fact>
          )}
          {confidence !== null && (
            <Fact label={t('inbox:facts.sure')}>
              {t('console:readings.confidence', { value: number(confidence * 100) })}
            </Fact>
          )}
        </>
      );
    }
    case 'portal': {
      const { passage } = reading;
      const counts = (kind: 'gamma' | 'neutron', peak: number | null, background: number | null) =>
        t(`console:readings.counts.${kind}`, { peak: number(peak), background: number(background) });
      return (
        <>
          <Fact label={t('inbox:facts.gamma')}>
            {counts('gamma', passage.peakGamma, passage.backgroundGamma)}
          </Fact>
          <Fact label={t('inbox:facts.neutron')}>
            {counts('neutron', passage.peakNeutron, passage.backgroundNeutron)}
          </Fact>
          {!passage.whole && (
            <Fact label={t('inbox:facts.passage')}>
              {t(passage.endedAt === null ? 'console:readings.inPortal' : 'console:readings.notWhole')}
            </Fact>
          )}
        </>
      );
    }
    case 'report':
      return (
        <Fact label={t('console:readings.report')} said>
          {reading.report.summary}
        </Fact>
      );
  }
}

function Fact(props: { readonly label: string; readonly said?: boolean; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd data-untranslated={props.said || undefined}>{props.children}</dd>
    </div>
  );
}
