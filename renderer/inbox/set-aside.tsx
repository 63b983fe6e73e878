import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../ui/key-cap.tsx';
import { useEscape } from '../ui/use-escape.ts';
import { isAlarm, type Thing } from './inbox-rules.ts';
import classes from './inbox-screen.module.css';

const reasons = {
  image: ['testPicture', 'twice', 'otherPost'],
  alarm: ['sourceTest', 'portalFault', 'searched'],
  reading: ['noTruck', 'twice', 'wrongReading'],
} as const;

/** Why it belongs to no truck. A digit records a reason of the list at once; own words are recorded by Enter. */
export function SetAside(props: {
  readonly thing: Thing;
  readonly busy: boolean;
  readonly onReason: (reason: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['inbox', 'console']);
  const { thing, busy } = props;
  const [words, setWords] = useState('');
  const list = reasons[isAlarm(thing) ? 'alarm' : thing.kind];
  useEscape(props.onClose);
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const inText = event.target instanceof HTMLInputElement && event.target.type === 'text';
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const reason = digit && list[Number(digit) - 1];
    if (!reason || inText || event.repeat || busy) return;
    event.preventDefault();
    props.onReason(t(`inbox:reasons.${reason}`));
  });
  useEffect(() => {
    const down = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', down, { capture: true });
    return () => window.removeEventListener('keydown', down, { capture: true });
  }, []);
  return (
    <section className={classes.ask} aria-label={t('inbox:whyAside')} data-testid="set-aside">
      <header className={classes.asked}>
        <h3>{t('inbox:whyAside')}</h3>
        <button type="button" className={classes.small} onClick={props.onClose}>
          {t('console:ask.back')} <KeyCap name="Esc" />
        </button>
      </header>
      {list.map((reason, index) => (
        <button
          key={reason}
          type="button"
          className={classes.reason}
          // biome-ignore lint/a11y/noAutofocus: the person has just asked for it.
          autoFocus={index === 0}
          disabled={busy}
          onClick={() => props.onReason(t(`inbox:reasons.${reason}`))}
        >
          <KeyCap name={String(index + 1)} />
          {t(`inbox:reasons.${reason}`)}
        </button>
      ))}
      <form
        className={classes.own}
        onSubmit={(event) => {
          event.preventDefault();
          if (words.trim() !== '') props.onReason(words.trim());
        }}
      >
        <input
          className={classes.words}
          value={words}
          maxLength={400}
          placeholder={t('console:ask.ownWords')}
          aria-label={t('console:ask.ownWords')}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit" className={classes.small} disabled={busy || words.trim() === ''}>
          {t('console:ask.record')} <KeyCap name="Enter" />
        </button>
      </form>
    </section>
  );
}
