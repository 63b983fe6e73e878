import type { Officer, Role } from '../../station/api/views.pure.ts';
import type { ActionId } from './actions.ts';

interface ScreenSpec {
  /** Its words are `common:screenNames.NAME`. */
  readonly name: string;
  readonly action: ActionId;
  /** Whose it is; without it, everyone's. The station decides what each of them may do there. */
  readonly roles?: readonly Role[];
}

/** The screens of the post, in the order of their keys. */
export const screens = [
  { name: 'console', action: 'openConsole' },
  { name: 'shift', action: 'openShift' },
  { name: 'handover', action: 'openHandover' },
  { name: 'officers', action: 'openOfficers', roles: ['administrator'] },
  { name: 'devices', action: 'openDevices' },
  { name: 'inbox', action: 'openInbox' },
  { name: 'archive', action: 'openArchive' },
  { name: 'yard', action: 'openYard' },
  { name: 'incidents', action: 'openIncidents' },
  { name: 'bookings', action: 'openBookings' },
  { name: 'reports', action: 'openReports', roles: ['supervisor', 'administrator'] },
] as const satisfies readonly ScreenSpec[];

export type Screen = (typeof screens)[number];
export type ScreenName = Screen['name'];

/** Those that an officer may open. */
export function screensOf(officer: Officer): readonly Screen[] {
  return screens.filter(
    (screen: ScreenSpec) => screen.roles?.some((role) => officer.roles.includes(role)) ?? true,
  );
}
