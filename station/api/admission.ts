import { StationError } from '../errors.ts';
import type { SessionView } from './officer-operations.ts';
import { mayCall, rights } from './rights.ts';
import type { Officer } from './views.pure.ts';

/** All that a session which is not open still does, besides what anyone may. */
export const stillAllowed: Readonly<Record<Exclude<SessionView['state'], 'open'>, readonly string[]>> = {
  locked: ['session.me', 'session.unlock', 'session.takeOver', 'session.signOut'],
  'first-password': [
    'session.me',
    'session.changePassword',
    'session.setLanguage',
    'session.lock',
    'session.signOut',
  ],
};

/**
 * Who makes a call or asks for a route, if they may: the officer, or null for somebody whom nobody knows. Everything the
 * station can be asked passes here. Throws SIGN_IN_NEEDED, SCREEN_LOCKED, PASSWORD_CHANGE_NEEDED or NOT_ALLOWED.
 */
export function admit(call: string, session: SessionView | null): Officer | null {
  const officer = session?.officer ?? null;
  const right = Object.hasOwn(rights, call) ? rights[call] : undefined;
  if (right !== undefined && right !== 'anyone') {
    if (session === null) throw new StationError('SIGN_IN_NEEDED', 'Sign in to go on.');
    if (session.state !== 'open' && !stillAllowed[session.state].includes(call))
      throw session.state === 'locked'
        ? new StationError('SCREEN_LOCKED', 'The screen is locked. Unlock it with the password.')
        : new StationError('PASSWORD_CHANGE_NEEDED', 'Choose a password of your own first.');
  }
  if (!mayCall(call, officer?.roles ?? null))
    throw new StationError(
      'NOT_ALLOWED',
      'Your role does not allow this; ask a supervisor or an administrator.',
    );
  return officer;
}
