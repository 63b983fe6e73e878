import { useTranslation } from 'react-i18next';
import type { VisitView } from '../../station/api/views.pure.ts';
import { dayAndTime, readableContainer, readablePlate, tonnes } from '../ui/format.ts';
import classes from './bookings.module.css';

/** What a booking says of its truck. */
export function BookingDetail({ visit, zone }: { readonly visit: VisitView; readonly zone: string }) {
  const { t, i18n } = useTranslation(['bookings', 'common', 'arrive']);
  const { truck, moments, bookingNumber, plateReads } = visit;
  const read = plateReads.at(-1);
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('bookings:detail.for'), moments.bookedFor && dayAndTime(moments.bookedFor, zone, i18n.language)],
    [t('bookings:detail.number'), bookingNumber ?? undefined],
    [t('arrive:fields.laneClass'), t(`common:laneClasses.${truck.laneClass}`)],
    [t('arrive:fields.trailerPlate'), truck.trailerPlate && readablePlate(truck.trailerPlate)],
    [t('arrive:fields.container'), truck.container && readableContainer(truck.container)],
    [t('arrive:fields.country'), truck.country],
    [t('arrive:fields.declaration'), truck.declaration],
    [t('arrive:fields.goods'), truck.goods],
    [
      t('arrive:fields.weightTonnes'),
      truck.declaredWeightKg === undefined ? undefined : tonnes(truck.declaredWeightKg, i18n.language),
    ],
    [t('bookings:detail.gate'), read && dayAndTime(read.at, zone, i18n.language)],
  ];
  return (
    <section className={classes.detail} aria-label={t('bookings:detail.title')}>
      <h2 data-untranslated>{readablePlate(truck.plate)}</h2>
      <p className={classes.hint}>{t(`common:states.${visit.state}`)}</p>
      <dl>
        {facts.map(
          ([name, said]) =>
            said !== undefined &&
            said !== '' && (
              <div key={name}>
                <dt>{name}</dt>
                <dd data-untranslated>{said}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}
