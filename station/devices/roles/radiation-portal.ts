import type { PortalCounts, Radiation } from '../../../native-bridge/drivers/radiation-portal.ts';
import type { DeviceReading } from '../../api/device-views.pure.ts';
import type { MakeRoleSink } from '../role-sink.ts';

type PortalReading = Extract<DeviceReading, { role: 'radiation-portal' }>;

const silent: PortalReading = {
  role: 'radiation-portal',
  occupied: false,
  gamma: null,
  neutron: null,
  alarm: null,
  tampered: false,
  fault: null,
};

/** A radiation portal. Passages and alarms are the record's; faults and tampering are noted as the device's own edges. */
export const portalSink: MakeRoleSink<'radiation-portal'> = ({ show, hear, taker }) => {
  let reading = silent;
  const say = (change: Partial<PortalReading>) => {
    reading = { ...reading, ...change };
    show(reading);
  };
  return {
    sink: {
      background: (counts) => say({ [counts.radiation]: sumOf(counts) }),
      // The alarm of a vehicle stays on the screen until the next one comes: somebody has to look for it.
      occupied: (occupied) => say(occupied && !reading.occupied ? { occupied, alarm: null } : { occupied }),
      alarm(counts) {
        hear(`${counts.radiation}-alarm`, `${sumOf(counts)}`);
        taker.portalAlarm(counts);
        say({ alarm: both(reading.alarm, counts.radiation) });
      },
      occupancy: (occupancy) => taker.portalOccupancy(occupancy),
      fault(fault) {
        if (fault?.code !== reading.fault?.code) {
          if (fault) hear('fault', `${fault.code} ${fault.text}`.trim());
          else hear('fault-cleared', reading.fault?.code ?? '');
        }
        say({ fault });
      },
      tamper(tampered) {
        if (tampered !== reading.tampered) hear(tampered ? 'tamper' : 'tamper-cleared', '');
        say({ tampered });
      },
      setup: (values) => hear('setup', setupText(values)),
    },
    lost() {
      reading = silent;
      show(null);
      taker.linkEnded();
    },
  };
};

function sumOf({ detectors }: PortalCounts): number {
  return detectors.reduce((sum, count) => sum + count, 0);
}

function both(alarm: PortalReading['alarm'], more: Radiation): NonNullable<PortalReading['alarm']> {
  return alarm === null || alarm === more ? more : 'both';
}

function setupText(values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return pairs.join(' ').slice(0, 500);
}
