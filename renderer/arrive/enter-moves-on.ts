import type { KeyboardEvent } from 'react';

/**
 * Enter goes on to the next field, and takes the form from its button; Ctrl+Enter takes it from anywhere. A closed list
 * would open by Enter, and a form be taken half filled.
 */
export function enterMovesOn(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
  const form = event.currentTarget;
  if (event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const from = event.target as HTMLElement;
  if (!from.matches('input, select')) return;
  event.preventDefault();
  const fields = [
    ...form.querySelectorAll<HTMLElement>(
      'input:not([disabled]), select:not([disabled]), button[type="submit"]',
    ),
  ];
  const next = fields[fields.indexOf(from) + 1];
  next?.focus();
  if (next instanceof HTMLInputElement && next.type === 'text') next.select();
}
