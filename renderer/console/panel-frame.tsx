import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../ui/key-cap.tsx';
import { matchesKey } from '../ui/key-match.ts';
import classes from './decision-panel.module.css';

/** The frame of a question that stands where the decisions are. */
export function Panel(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('console');
  const { title, children } = props;
  return (
    <section className={classes.panel} aria-label={title} data-testid="decision-panel">
      <header className={classes.head}>
        <h3 className={classes.title}>{title}</h3>
        <button type="button" className={classes.back} onClick={props.onClose}>
          {t('ask.back')} <KeyCap name="Esc" />
        </button>
      </header>
      {children}
    </section>
  );
}

/** The keys of an open question come before all others, wherever the focus is. */
export function usePanelKeys(keys: {
  readonly onClose: () => void;
  readonly onEnter?: () => void;
  readonly onDigit?: (digit: number) => void;
  readonly held?: { readonly key: string; readonly confirm: () => void };
}): void {
  const opened = useRef(0);
  const stillHeld = useRef(true);
  const down = useEffectEvent((event: KeyboardEvent) => {
    if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
    const inText = event.target instanceof HTMLInputElement && event.target.type === 'text';
    const onButton = event.target instanceof HTMLButtonElement;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const { held } = keys;
    if (event.key === 'Escape') keys.onClose();
    else if (keys.onDigit && digit && !inText && !event.repeat) keys.onDigit(Number(digit));
    else if (keys.onEnter && event.key === 'Enter' && !inText && !onButton && !event.repeat) keys.onEnter();
    else if (held && event.repeat && matchesKey(event, held.key)) {
      if (!stillHeld.current || performance.now() - opened.current < holdMs) return event.preventDefault();
      stillHeld.current = false;
      held.confirm();
    } else return;
    event.preventDefault();
  });
  useEffect(() => {
    opened.current = performance.now();
    stillHeld.current = true;
    const pressed = (event: KeyboardEvent) => down(event);
    const up = () => {
      stillHeld.current = false;
    };
    window.addEventListener('keydown', pressed, { capture: true });
    window.addEventListener('keyup', up, { capture: true });
    return () => {
      window.removeEventListener('keydown', pressed, { capture: true });
      window.removeEventListener('keyup', up, { capture: true });
    };
  }, []);
}

/** Long enough that no key is held so by mistake. */
const holdMs = 1_200;
