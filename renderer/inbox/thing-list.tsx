import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { alarmOf } from '../console/reading-rules.ts';
import { readablePlate, timeOfDay, tonnes } from '../ui/format.ts';
import { type Shape, StateShape } from '../ui/icons.tsx';
import { moveInList } from '../ui/list-keys.ts';
import { atOf, isAlarm, type Thing } from './inbox-rules.ts';
import classes from './inbox-screen.module.css';

/** What waits, alarms first. Arrows choose; the keyboard is here when the screen opens. */
export function ThingList(props: {
  readonly things: readonly Thing[];
  readonly zone: string;
  readonly shownId: string | null;
  readonly onChoose: (id: string) => void;
}) {
  const { t } = useTranslation('inbox');
  const { things, zone, shownId } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, []);
  const move = (event: KeyboardEvent<HTMLElement>) =>
    moveInList(
      event,
      things.map(({ id }) => id),
      shownId,
      props.onChoose,
    );
  return (
    <div ref={list} className={classes.list} role="listbox" aria-label={t('title')} onKeyDown={move}>
      {things.map((thing) => (
        <button
          key={thing.id}
          type="button"
          role="option"
          aria-selected={thing.id === shownId}
          tabIndex={thing.id === shownId ? 0 : -1}
          className={classes.row}
          data-row={thing.id}
          data-alarm={isAlarm(thing) || undefined}
          data-testid="inbox-thing"
          onClick={() => props.onChoose(thing.id)}
        >
          <ThingTitle thing={thing} />
          <span className={classes.when}>{timeOfDay(atOf(thing), zone)}</span>
          <span className={classes.from} data-untranslated>
            {thing.kind === 'image' ? thing.image.deviceId : thing.reading.deviceId}
          </span>
        </button>
      ))}
    </div>
  );
}

/** What it is, in a few words: by shape, by colour where it is an alarm, and by name. */
export function ThingTitle({ thing }: { readonly thing: Thing }) {
  const { t, i18n } = useTranslation(['inbox', 'console']);
  const title = (kind: keyof typeof shapes, said: string | null) => (
    <span className={classes.what} data-alarm={kind === 'alarm' || undefined}>
      <StateShape shape={shapes[kind]} />
      <span>{t(`inbox:kinds.${kind}`)}</span>
      {said !== null && <strong data-untranslated>{said}</strong>}
    </span>
  );
  if (thing.kind === 'image') return title('image', thing.image.name);
  const { reading } = thing;
  switch (reading.kind) {
    case 'portal': {
      const alarm = alarmOf(reading.passage);
      return alarm ? title('alarm', t(`console:readings.alarms.${alarm}`)) : title('portal', null);
    }
    case 'plate':
      return title('plate', readablePlate(reading.plateRead.plate ?? reading.plateRead.container ?? ''));
    case 'weight':
      return title(
        'weight',
        t('console:readings.tonnes', { value: tonnes(reading.weight.kg, i18n.language) }),
      );
    case 'report':
      return title('report', reading.report.name);
  }
}

const shapes = {
  alarm: 'octagon',
  portal: 'ring',
  plate: 'square',
  weight: 'diamond',
  report: 'triangle',
  image: 'disc',
} as const satisfies Readonly<Record<string, Shape>>;
