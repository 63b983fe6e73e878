import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AtTheGate, KnownTrucks, VisitGlance } from '../../station/api/arrival-views.pure.ts';
import type { VisitView } from '../../station/api/views.pure.ts';
import { normalisePlate } from '../../station/visits/identifiers.pure.ts';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { dayAndTime, readablePlate } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone } from '../ui/notices.ts';
import { useTRPC, useTRPCClient } from '../ui/station.ts';
import { stationClock } from '../ui/station-clock.ts';
import classes from './arrive.module.css';
import type { Arriving } from './arriving.ts';
import { enterMovesOn } from './enter-moves-on.ts';
import { KnownTrucksList, type Pick } from './known-trucks.tsx';
import { TruckFields } from './truck-fields.tsx';
import {
  emptyForm,
  filledFrom,
  formOf,
  fromBooking,
  fromEarlier,
  limitOf,
  type TruckForm,
  timeOf,
  truckOf,
} from './truck-form.ts';
import { useKnownTrucks } from './use-known-trucks.ts';

const countryKeptAt = 'scanpost.country';

/** The papers of one truck, with what the post knows of it beside them. */
export function ArriveForm(props: {
  readonly arriving: Arriving;
  readonly zone: string;
  readonly onClose: () => void;
}) {
  const { t, i18n } = useTranslation('arrive');
  const { arriving, zone, onClose } = props;
  const trpc = useTRPC();
  const [lastCountry] = useState(() => localStorage.getItem(countryKeptAt) ?? '');
  const [booking, setBooking] = useState<VisitGlance | null>(null);
  /** Somebody said that it comes without its booking. */
  const [unbooked, setUnbooked] = useState(false);
  const knownList = useRef<HTMLDivElement>(null);
  const correcting = arriving.kind === 'correct' ? arriving.visit : null;
  const form = useForm<TruckForm>({
    initialValues: correcting ? formOf(correcting.truck, zone) : emptyForm,
    validate: {
      plate: (value) => (value.trim() === '' ? t('needed.plate') : null),
      turnReason: (value, { laneClass }) =>
        laneClass === 'out-of-turn' && value === '' ? t('needed.turnReason') : null,
      setPointC: (value, { laneClass, actualC, genset, limit }) =>
        laneClass === 'reefer' && value === '' && (actualC !== '' || limit !== '' || genset !== 'unknown')
          ? t('needed.setPoint')
          : null,
      limit: (value) =>
        limitOf(value, stationClock.now(), zone) === 'unreadable' ? t('hints.unreadable') : null,
      slot: (value) =>
        arriving.kind === 'book' && timeOf(value, stationClock.now(), zone) === null
          ? t('needed.slot')
          : null,
    },
  });
  const known = useKnownTrucks(form.values.plate, form.values.container);
  const gate = useQuery(
    trpc.arrivals.atTheGate.queryOptions(undefined, {
      enabled: arriving.kind === 'arrive',
      refetchInterval: 5_000,
    }),
  );
  const save = useSave(arriving, zone, onClose);
  // The one booking of a plate is met unless somebody says that it is not.
  const met =
    arriving.kind === 'arrive' && !unbooked ? (booking ?? exactBooking(known, form.values.plate)) : null;

  const focusPlate = () => document.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  const pick = (picked: Pick) => {
    if (picked.kind === 'plate') form.setFieldValue('plate', picked.plate);
    else {
      const { truck } = picked.of;
      const fields = picked.kind === 'booking' ? fromBooking : fromEarlier;
      form.setValues({ ...filledFrom(form.values, truck, fields, zone), plate: truck.plate });
      if (picked.kind === 'booking') {
        setBooking(picked.of);
        setUnbooked(false);
      }
    }
    focusPlate();
  };

  return (
    <div className={classes.columns}>
      <form
        className={classes.form}
        onKeyDown={enterMovesOn}
        onSubmit={form.onSubmit((values) => save.run(values, { lastCountry, booking, unbooked }))}
      >
        {met && (
          <p className={classes.met} data-testid="booking-met">
            <span>
              {t('met', {
                plate: readablePlate(met.truck.plate),
                at: met.bookedFor === null ? '' : dayAndTime(met.bookedFor, zone, i18n.language),
                number: met.bookingNumber ?? '–',
              })}
            </span>
            <button type="button" className={classes.small} onClick={() => setUnbooked(true)}>
              {t('unbooked')}
            </button>
          </p>
        )}
        <TruckFields
          form={form}
          zone={zone}
          lastCountry={correcting ? '' : lastCountry}
          slot={arriving.kind === 'book'}
          plateFixed={correcting?.state === 'booked'}
          classFixed={correcting !== null && !['booked', 'arrived'].includes(correcting.state)}
          onKnown={() => knownList.current?.querySelector<HTMLElement>('button')?.focus()}
        />
        {save.fault !== null && (
          <p className={classes.fault} role="alert">
            {faultSentence(faultOf(save.fault))}
          </p>
        )}
        <div className={classes.foot}>
          <span className={classes.keys}>
            <KeyCap name="Enter" /> {t('keys.next')} <KeyCap name="↓" /> {t('keys.known')}{' '}
            <KeyCap name="Ctrl+Enter" /> {t(`confirm.${arriving.kind}`)}
          </span>
          <Button type="button" variant="default" onClick={onClose}>
            {t('back')}
          </Button>
          <Button type="submit" loading={save.busy}>
            {t(`confirm.${arriving.kind}`)}
          </Button>
        </div>
      </form>
      <div ref={knownList} className={classes.beside}>
        <KnownTrucksList
          known={correcting ? { ...known, here: [] } : known}
          gate={form.values.plate === '' ? ((gate.data as readonly AtTheGate[] | undefined) ?? []) : []}
          zone={zone}
          onPick={pick}
          onLeave={focusPlate}
        />
      </div>
    </div>
  );
}

function exactBooking(known: KnownTrucks, plate: string): VisitGlance | null {
  const typed = normalisePlate(plate).normalised;
  const exact = known.bookings.filter(({ truck }) => truck.plate === typed);
  return exact.length === 1 ? (exact[0] ?? null) : null;
}

interface Chosen {
  readonly lastCountry: string;
  readonly booking: VisitGlance | null;
  readonly unbooked: boolean;
}

function useSave(arriving: Arriving, zone: string, onClose: () => void) {
  const { t } = useTranslation('arrive');
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: async ({ values, chosen }: { values: TruckForm; chosen: Chosen }): Promise<VisitView> => {
      const at = { now: stationClock.now(), zone, lastCountry: chosen.lastCountry };
      const commandId = crypto.randomUUID();
      if (arriving.kind === 'correct') {
        const { id: visitId, version } = arriving.visit;
        const truck = truckOf(values, { ...at, lastCountry: '' });
        return (await client.commands.correctTruck.mutate({
          commandId,
          visitId,
          version,
          truck,
        })) as VisitView;
      }
      if (arriving.kind === 'book') {
        const truck = truckOf({ ...values, laneClass: values.laneClass || 'booked' }, at);
        const bookedFor = timeOf(values.slot, at.now, zone) ?? '';
        const number = values.number.trim();
        return (await client.visits.book.mutate({
          ...{ commandId, truck, bookedFor },
          ...(number !== '' && { number }),
        })) as VisitView;
      }
      // Whoever types quicker than the station answers is not let past a booking.
      const asked = { plate: values.plate.slice(0, 20), container: '' };
      const known = chosen.unbooked ? null : ((await client.arrivals.lookUp.query(asked)) as KnownTrucks);
      const typed = normalisePlate(values.plate).normalised;
      const picked = chosen.booking?.truck.plate === typed ? chosen.booking : null;
      const booking = known && (picked ?? exactBooking(known, values.plate));
      const truck = truckOf(values, at, booking);
      if (!booking) return (await client.visits.arrive.mutate({ commandId, truck })) as VisitView;
      const { id: visitId, version } = booking;
      return (await client.visits.arriveBooked.mutate({ commandId, visitId, version, truck })) as VisitView;
    },
    onSuccess: (visit, { values }) => {
      if (values.country !== '') localStorage.setItem(countryKeptAt, values.country.toUpperCase());
      showDone(t(`done.${arriving.kind}`, { plate: readablePlate(visit.truck.plate) }));
      for (const key of [trpc.visits.pathKey(), trpc.bookings.pathKey(), trpc.arrivals.pathKey()])
        void queries.invalidateQueries({ queryKey: key });
      onClose();
    },
  });
  return {
    busy: mutation.isPending,
    fault: mutation.error,
    run: (values: TruckForm, chosen: Chosen) => {
      if (!mutation.isPending) mutation.mutate({ values, chosen });
    },
  };
}
