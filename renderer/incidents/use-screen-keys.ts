import { useEffect, useEffectEvent } from 'react';

/** Answers digits on the open screen, where nothing is typed and no dialog is before it. */
export function useDigits(answers: Readonly<Record<string, (() => void) | undefined>>): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const answer = digit === undefined ? undefined : answers[digit];
    const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (!answer || typing || event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
    if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
    event.preventDefault();
    answer();
  });
  useEffect(() => {
    const down = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', down);
    return () => window.removeEventListener('keydown', down);
  }, []);
}
