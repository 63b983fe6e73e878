import { useEffect, useEffectEvent } from 'react';

/** Answers Esc for as long as the calling component is on screen; an open dialog has it first. */
export function useEscape(leave: () => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
    event.preventDefault();
    leave();
  });
  useEffect(() => {
    const down = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', down);
    return () => window.removeEventListener('keydown', down);
  }, []);
}
