import type { DeviceView } from '../../station/api/device-views.pure.ts';
import type { PortalPassage, TruckPlateRead } from '../../station/api/reading-views.pure.ts';
import type { Truck, VisitView } from '../../station/api/views.pure.ts';
import { normalisePlate } from '../../station/visits/identifiers.pure.ts';

/** What was weighed beside what was declared; `kg` more is positive. Null where there is nothing to compare. */
export function weightDifference(
  weighedKg: number,
  declaredKg: number | undefined,
): { readonly kg: number; readonly percent: number | null } | null {
  if (declaredKg === undefined) return null;
  const kg = weighedKg - declaredKg;
  return { kg, percent: declaredKg > 0 ? (100 * kg) / declaredKg : null };
}

/** What of a plate reading is not as the truck was registered; nothing the reader could not read counts. */
export function mismatch(
  read: Pick<TruckPlateRead, 'plate' | 'container'>,
  truck: Truck,
): { readonly plate: boolean; readonly container: boolean } {
  const plates = [truck.plate, truck.trailerPlate ?? ''].map(plain).filter((plate) => plate !== '');
  const container = plain(truck.container ?? '');
  return {
    plate: read.plate !== null && !plates.includes(plain(read.plate)),
    container: read.container !== null && container !== '' && plain(read.container) !== container,
  };
}

export type AlarmKind = 'gamma' | 'neutron' | 'both';

/** Which alarms a passage had; null where none is known of. */
export function alarmOf(passage: PortalPassage): AlarmKind | null {
  const gamma = passage.gammaAlarm === true;
  const neutron = passage.neutronAlarm === true;
  if (gamma && neutron) return 'both';
  return gamma ? 'gamma' : neutron ? 'neutron' : null;
}

/** The alarm of a visit that has to be acknowledged next; null when there is none. */
export function alarmToAcknowledge(visit: VisitView | null): PortalPassage | null {
  return visit?.portal.find(isOpen) ?? null;
}

/**
 * The portals of this lane and of the gate that give an alarm right now, but for those whose alarm is shown with the
 * visit already.
 */
export function liveAlarms(
  devices: readonly DeviceView[],
  lane: string | null,
  shown: VisitView | null,
): readonly { readonly deviceId: string; readonly alarm: AlarmKind }[] {
  const known = new Set(shown?.portal.filter(isOpen).map(({ deviceId }) => deviceId));
  return devices.flatMap((device) => {
    if (device.reading?.role !== 'radiation-portal' || device.reading.alarm === null) return [];
    if ((device.lane !== null && device.lane !== lane) || known.has(device.id)) return [];
    return [{ deviceId: device.id, alarm: device.reading.alarm }];
  });
}

function isOpen(passage: PortalPassage): boolean {
  return alarmOf(passage) !== null && passage.acknowledged === null;
}

function plain(text: string): string {
  return normalisePlate(text).normalised;
}
