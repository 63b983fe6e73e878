import {
  breakOff,
  newPortal,
  type Step,
  takeLine,
} from '../../../native-bridge/drivers/radiation-portal/occupancy.ts';
import { parsePortalLine } from '../../../native-bridge/drivers/radiation-portal/portal-line.ts';
import type { FuzzTarget } from '../target.ts';

const settings = { linesPerSecond: { gamma: 5, neutron: 1 } };

/** Occupancies out of lines that come at any times: no alarm is lost, and nothing ends before it began. */
export const portalOccupancyTarget: FuzzTarget = {
  name: 'radiation portal occupancies',
  words: ['GA,1,2,3,4\n', 'NA,1,2,3,4\n', 'GS,1,2,3,4\n', 'GX,1,0\n', 'GB,1,1,1,1\n', 'NB,1,1,1,1\n', '?\n'],
  seeds: () =>
    [
      'GB,1,1,1,1\nNB,1,1,1,1\nGS,1,2,3,4\nGA,9,9,9,9\nSP,1,2,3\nGX,1,0\n',
      'GS,1,2,3,4\nGX,1,0\nNA,1\nGB,1,1,1,1\nNB,1,1,1,1\nGX,2,0\nGX,2,0\n',
    ].map((text) => Buffer.from(text)),
  run(bytes) {
    let state = newPortal;
    let alarms = { gamma: false, neutron: false };
    let ms = 0;
    const take = ({ state: next, reports }: Step) => {
      state = next;
      for (const report of reports) {
        if (report.kind !== 'occupancy') continue;
        const { gammaAlarm, neutronAlarm, startedAt, endedAt } = report.occupancy;
        if (gammaAlarm !== alarms.gamma || neutronAlarm !== alarms.neutron)
          throw new Error('an alarm is not as heard');
        if (Date.parse(endedAt) < Date.parse(startedAt)) throw new Error('it ends before it began');
        alarms = { gamma: false, neutron: false };
      }
    };
    for (const text of Buffer.from(bytes).toString('latin1').split('\n')) {
      ms += text.length * 20;
      const line = parsePortalLine(text, { detectors: 4, ignoredCodes: [] });
      if (line?.kind === 'occupied' && line.alarm) alarms = { ...alarms, [line.radiation]: true };
      take(takeLine(state, line, { at: new Date(1_700_000_000_000 - ms * 7).toISOString(), ms }, settings));
    }
    take(breakOff(state, { at: '2026-01-01T00:00:00.000Z', ms }));
    if (alarms.gamma || alarms.neutron) throw new Error('an alarm was lost');
  },
};
