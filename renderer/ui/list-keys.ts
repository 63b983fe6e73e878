import type { KeyboardEvent } from 'react';

/**
 * Moves the choice of a list by the arrows and takes the focus along. Each row carries its id as `data-row`; the rows
 * are inside the element that hears the key.
 */
export function moveInList(
  event: KeyboardEvent<HTMLElement>,
  ids: readonly string[],
  from: string | null,
  choose: (id: string) => void,
): void {
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -ids.length, End: ids.length }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const at = from === null ? -1 : ids.indexOf(from);
  const to = ids[Math.min(Math.max(at + step, 0), ids.length - 1)];
  if (to === undefined) return;
  choose(to);
  event.currentTarget.querySelector<HTMLElement>(`[data-row="${CSS.escape(to)}"]`)?.focus();
}
