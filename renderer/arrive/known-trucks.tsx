import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AtTheGate, KnownTrucks, VisitGlance } from '../../station/api/arrival-views.pure.ts';
import { dayAndTime, readableContainer, readablePlate, timeOfDay } from '../ui/format.ts';
import { StateShape } from '../ui/icons.tsx';
import classes from './arrive.module.css';

/** Something that the fields can be filled from. */
export type Pick =
  | { readonly kind: 'booking'; readonly of: VisitGlance }
  | { readonly kind: 'earlier'; readonly of: VisitGlance }
  | { readonly kind: 'plate'; readonly plate: string };

/**
 * What the post knows of the truck: its bookings first, whether it is here already, its earlier visits with what became of
 * them, and plates that begin so. Arrows move, Enter fills the fields.
 */
export function KnownTrucksList(props: {
  readonly known: KnownTrucks;
  /** Plates read at the gate; only while none is typed. */
  readonly gate: readonly AtTheGate[];
  readonly zone: string;
  readonly onPick: (pick: Pick) => void;
  /** Back to where it is typed. */
  readonly onLeave: () => void;
}) {
  const { t, i18n } = useTranslation(['arrive', 'common']);
  const { known, gate, zone, onPick } = props;
  const list = useRef<HTMLElement>(null);
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const items = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const to = items.indexOf(event.target as HTMLElement) + step;
    if (to < 0) props.onLeave();
    else items[to]?.focus();
  };
  const item = (key: string, pick: Pick, plate: string, facts: ReactNode) => (
    <li key={key}>
      <button
        type="button"
        className={classes.known}
        onClick={() => onPick(pick)}
        data-testid={`known-${pick.kind}`}
      >
        <strong data-untranslated>{readablePlate(plate)}</strong>
        <span>{facts}</span>
      </button>
    </li>
  );
  const slot = ({ bookedFor, bookingNumber }: VisitGlance) =>
    [
      bookedFor && t('arrive:known.bookedFor', { at: dayAndTime(bookedFor, zone, i18n.language) }),
      bookingNumber && t('arrive:known.number', { number: bookingNumber }),
    ]
      .filter(Boolean)
      .join(' · ');
  const nothing =
    gate.length + known.bookings.length + known.here.length + known.earlier.length + known.alike.length === 0;
  return (
    <section ref={list} className={classes.knownList} aria-label={t('arrive:known.title')} onKeyDown={move}>
      {nothing && <p className={classes.hint}>{t('arrive:known.nothing')}</p>}
      {known.here.map((visit) => (
        <p key={visit.id} className={classes.warning} data-testid="known-here">
          <StateShape shape="triangle" />
          <span>
            {t('arrive:known.here', {
              plate: readablePlate(visit.truck.plate),
              state: t(`common:states.${visit.state}`),
              at: visit.arrivedAt === null ? '' : timeOfDay(visit.arrivedAt, zone),
            })}
          </span>
        </p>
      ))}
      {gate.length > 0 && <h3>{t('arrive:known.gate')}</h3>}
      <ul>
        {gate.map(({ readingId, plate, at, booking }) =>
          item(
            readingId,
            booking ? { kind: 'booking', of: booking } : { kind: 'plate', plate },
            plate,
            [t('arrive:known.readAt', { at: timeOfDay(at, zone) }), booking && slot(booking)]
              .filter(Boolean)
              .join(' · '),
          ),
        )}
      </ul>
      {known.bookings.length > 0 && <h3>{t('arrive:known.bookings')}</h3>}
      <ul>{known.bookings.map((of) => item(of.id, { kind: 'booking', of }, of.truck.plate, slot(of)))}</ul>
      {known.earlier.length > 0 && <h3>{t('arrive:known.earlier', { count: known.earlier.length })}</h3>}
      <ul>
        {known.earlier.map((of) =>
          item(of.id, { kind: 'earlier', of }, of.truck.plate, <Before visit={of} zone={zone} />),
        )}
      </ul>
      {known.alike.length > 0 && <h3>{t('arrive:known.alike')}</h3>}
      <ul>
        {known.alike.map((of) =>
          item(
            of.id,
            { kind: 'plate', plate: of.truck.plate },
            of.truck.plate,
            <Before visit={of} zone={zone} />,
          ),
        )}
      </ul>
    </section>
  );
}

/** When it was here, with what, and what became of it. */
function Before({ visit, zone }: { readonly visit: VisitGlance; readonly zone: string }) {
  const { t, i18n } = useTranslation('common');
  const { arrivedAt, truck, outcome, decision, reason, state } = visit;
  const found = outcome !== null && outcome !== 'nothing';
  return (
    <>
      {arrivedAt && `${dayAndTime(arrivedAt, zone, i18n.language)} · `}
      <span className={classes.outcome} data-found={found || undefined}>
        {found && <StateShape shape="triangle" />}
        {outcome ? t(`outcomes.${outcome}`) : decision ? t(`decisions.${decision}`) : t(`states.${state}`)}
      </span>
      <span data-untranslated>
        {[reason, truck.container && readableContainer(truck.container), truck.goods]
          .filter(Boolean)
          .map((said) => ` · ${said}`)
          .join('')}
      </span>
    </>
  );
}
