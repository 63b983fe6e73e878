import { createContext, useContext } from 'react';
import type { Officer } from '../../station/api/views.pure.ts';

export const OfficerContext = createContext<Officer | null>(null);

/** The officer at this window. */
export function useOfficer(): Officer {
  const officer = useContext(OfficerContext);
  if (!officer) throw new Error('No officer is signed in here.');
  return officer;
}

/** Whether the officer works at the lane: calls, scans and decides. */
export function worksAtLane(officer: Officer): boolean {
  return officer.roles.includes('officer') || officer.roles.includes('supervisor');
}
