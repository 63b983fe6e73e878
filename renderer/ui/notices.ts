import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { type Fault, faultOf, faultSentence } from './fault.ts';
import { session } from './session.ts';

/** Shows what went wrong with a call, with its code, until the person closes it or half a minute passed. */
export function showFault(error: unknown): void {
  showKnownFault(faultOf(error));
}

/** The same for a fault that no call met. */
export function showKnownFault(fault: Fault): void {
  if (fault.code === 'SIGN_IN_NEEDED') session.end();
  // The cover that comes up says it.
  if (fault.code === 'SCREEN_LOCKED' || fault.code === 'PASSWORD_CHANGE_NEEDED') return;
  notifications.show({
    // One fault repeated is one notice.
    id: fault.code,
    title: fault.code,
    message: faultSentence(fault),
    color: 'red',
    closeButtonProps: { 'aria-label': i18next.t('close') },
    autoClose: 30_000,
  });
}

/** Says shortly that something is done and saved. */
export function showDone(message: string): void {
  notifications.show({
    message,
    color: 'green',
    autoClose: 4_000,
    closeButtonProps: { 'aria-label': i18next.t('close') },
  });
}
