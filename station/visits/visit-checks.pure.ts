import type { CheckKind } from '../api/decision-views.pure.ts';
import type { PortalPassage } from '../api/reading-views.pure.ts';
import type { Truck } from '../api/views.pure.ts';
import { hasAlarm } from './passage.pure.ts';

/** A visit as it is stored or shown. */
interface Checked {
  readonly truck: Truck;
  readonly portal: readonly PortalPassage[];
  readonly moments: { readonly documentsChecked?: unknown; readonly rpmPassed?: unknown };
  readonly acknowledgedChecks: readonly { readonly check: CheckKind }[];
}

/** The checks of a truck that are open: neither passed nor acknowledged with a reason. */
export function openChecks(visit: Checked): CheckKind[] {
  const acknowledged = new Set(visit.acknowledgedChecks.map(({ check }) => check));
  const open: Readonly<Record<CheckKind, boolean>> = {
    alarm: visit.portal.some((passage) => hasAlarm(passage) && passage.acknowledged === null),
    documents: visit.moments.documentsChecked === undefined,
    rpm: visit.moments.rpmPassed === undefined,
    seals: sealBroken(visit.truck),
  };
  return (Object.keys(open) as CheckKind[]).filter(
    (check) => open[check] && (check === 'alarm' || !acknowledged.has(check)),
  );
}

export function sealBroken({ sealStates = {} }: Truck): boolean {
  return Object.values(sealStates).some((state) => state !== 'intact');
}
