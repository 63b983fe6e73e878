/**
 * Properties of the field that a key opens: it has the focus before the next press is taken, so that what is typed right
 * behind the key, or sent by a reader that types, is written into it and is no command. A dialog's own focus comes a timer
 * later; the attribute tells it where.
 */
export const focusAtOnce = {
  'data-autofocus': true,
  ref(element: HTMLElement | null) {
    // A dialog first notes, in the effects of this very render, where the focus was and is to go back to.
    queueMicrotask(() => element?.focus({ preventScroll: true }));
  },
} as const;
