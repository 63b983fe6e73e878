import type { PortalPassage } from '../api/reading-views.pure.ts';
import type { VisitView } from '../api/views.pure.ts';
import { hasAlarm } from '../visits/passage.pure.ts';
import type { SheetPen } from './sheet-pen.ts';

/** What scales and radiation portals said of the truck, as it came. */
export function writeReadings(pen: SheetPen, { weights, portal, truck }: VisitView): void {
  const { pages, t, number } = pen;
  pages.heading(t('sheet:measured'));
  if (weights.length + portal.length === 0) pages.note(t('sheet:noReadings'));
  for (const { kg, at, deviceId } of weights) {
    const weighed = [t('sheet:kg', { value: number(kg) }), difference(pen, kg, truck.declaredWeightKg)];
    pages.row(
      t('sheet:weighed'),
      [...weighed, pages.local(at), deviceId].filter((word) => word !== null).join(' · '),
    );
  }
  for (const passage of portal) {
    const { at, deviceId, acknowledged } = passage;
    pages.row(t('sheet:portal'), [...portalWords(pen, passage), pages.local(at), deviceId].join(' · '));
    if (acknowledged === null) continue;
    const by = { by: acknowledged.by, at: pages.local(acknowledged.at) };
    pages.row('', `${t('console:readings.acknowledged', by)} ${acknowledged.reason}`);
  }
}

function difference({ t }: SheetPen, kg: number, declared: number | undefined): string | null {
  if (declared === undefined || declared <= 0) return null;
  const more = kg - declared;
  const sign = more > 0 ? '+' : '';
  const percent = `(${sign}${((100 * more) / declared).toFixed(1)} %)`;
  return t('console:readings.difference', { kg: `${sign}${more}`, percent });
}

function portalWords({ t, number }: SheetPen, passage: PortalPassage): string[] {
  const { gammaAlarm, neutronAlarm, endedAt, whole } = passage;
  const said = (value: number | null) => (value === null ? t('console:readings.unknown') : number(value));
  const both = gammaAlarm === true && neutronAlarm === true;
  const alarm = both ? 'both' : gammaAlarm === true ? 'gamma' : 'neutron';
  const words = hasAlarm(passage)
    ? [t(`console:readings.alarms.${alarm}`)]
    : whole
      ? [t('console:readings.noAlarm')]
      : [];
  const gamma = { peak: said(passage.peakGamma), background: said(passage.backgroundGamma) };
  const neutron = { peak: said(passage.peakNeutron), background: said(passage.backgroundNeutron) };
  words.push(t('console:readings.counts.gamma', gamma), t('console:readings.counts.neutron', neutron));
  if (endedAt === null) words.push(t('console:readings.inPortal'));
  else if (!whole) words.push(t('console:readings.notWhole'));
  return words;
}
