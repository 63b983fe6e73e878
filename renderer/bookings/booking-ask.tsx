import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitView } from '../../station/api/views.pure.ts';
import { timeOf } from '../arrive/truck-form.ts';
import type { VisitCommands } from '../console/use-visit-commands.ts';
import { dayAndTime, readablePlate } from '../ui/format.ts';
import { stationClock } from '../ui/station-clock.ts';
import { useEscape } from '../ui/use-escape.ts';
import classes from './bookings.module.css';

export interface BookingQuestion {
  readonly kind: 'rebook' | 'noShow' | 'cancel';
  readonly visitId: string;
}

/** Asks once more before a booking is moved or ended. Enter records it, Esc leaves it. */
export function BookingAsk(props: {
  readonly question: BookingQuestion;
  readonly visit: VisitView;
  readonly zone: string;
  readonly commands: VisitCommands;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t, i18n } = useTranslation('bookings');
  const { question, visit, zone, commands } = props;
  const { kind } = question;
  const [text, setText] = useState('');
  useEscape(props.onClose);
  const slot = kind === 'rebook' ? timeOf(text, stationClock.now(), zone) : null;
  const may = kind === 'noShow' || (kind === 'rebook' ? slot !== null : text.trim() !== '');
  const send = () =>
    kind === 'rebook'
      ? commands.send('rebook', visit, { bookedFor: slot ?? '' })
      : kind === 'cancel'
        ? commands.send('cancel', visit, { reason: text.trim() })
        : commands.send('noShow', visit, {});
  return (
    <form
      className={classes.ask}
      data-testid="booking-ask"
      onSubmit={(event) => {
        event.preventDefault();
        if (may && !commands.busy) void send().then((saved) => saved && props.onDone());
      }}
    >
      <h3>{t(`ask.${kind}.title`, { plate: readablePlate(visit.truck.plate) })}</h3>
      {kind !== 'noShow' && (
        <TextInput
          label={t(`ask.${kind}.label`)}
          description={
            kind === 'rebook' &&
            (slot === null ? t('ask.rebook.hint') : `= ${dayAndTime(slot, zone, i18n.language)}`)
          }
          autoFocus
          autoComplete="off"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <div className={classes.foot}>
        <Button type="button" variant="default" onClick={props.onClose}>
          {t('back')}
        </Button>
        <Button type="submit" disabled={!may} loading={commands.busy} autoFocus={kind === 'noShow'}>
          {t(`ask.${kind}.confirm`)}
        </Button>
      </div>
    </form>
  );
}
