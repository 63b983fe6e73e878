import type { DeviceLinkState, DeviceView } from '../../station/api/device-views.pure.ts';
import type { Shape } from '../ui/icons.tsx';
import type { Tone } from '../ui/scanner-look.ts';

/** How a device's link looks: a word (`devices:links.LINK`), a shape and a colour that say the same. */
export interface DeviceLook {
  readonly link: DeviceLinkState | 'unknown';
  readonly shape: Shape;
  readonly tone: Tone;
}

/** Without the station nothing is known of any device. A try after a loss is still a loss until it succeeds. */
export function deviceLook(device: DeviceView, connected: boolean): DeviceLook {
  if (!connected) return { link: 'unknown', shape: 'diamond', tone: 'plain' };
  const link = isLost(device) && device.link === 'connecting' ? 'retrying' : device.link;
  return { link, ...looks[link] };
}

/** What is in trouble at a glance: how many are lost, and how many are there but say what cannot be used. */
export interface Trouble {
  readonly lost: number;
  readonly degraded: number;
}

export function troubleOf(devices: readonly DeviceView[]): Trouble {
  return {
    lost: devices.filter(isLost).length,
    degraded: devices.filter((device) => device.link === 'degraded').length,
  };
}

/** Seconds until the next try, for a device that is tried again; null when nobody said when. */
export function secondsToRetry(device: DeviceView, now: number): number | null {
  const at = device.link === 'retrying' ? device.linkError?.retryAt : null;
  const left = at == null ? Number.NaN : Date.parse(at) - now;
  return Number.isNaN(left) ? null : Math.max(0, Math.ceil(left / 1000));
}

/** The devices in the order a person looks for them: what is in trouble first, then by lane and name. */
export function inOrder(devices: readonly DeviceView[]): readonly DeviceView[] {
  return devices.toSorted(
    (a, b) =>
      Number(troubled(b)) - Number(troubled(a)) ||
      // What belongs to the whole post stands at its gate, before the lanes.
      Number(a.lane !== null) - Number(b.lane !== null) ||
      (a.lane ?? '').localeCompare(b.lane ?? '', 'en', { numeric: true }) ||
      a.id.localeCompare(b.id, 'en', { numeric: true }),
  );
}

function troubled(device: DeviceView): boolean {
  return isLost(device) || device.link === 'degraded';
}

function isLost({ link, linkError }: DeviceView): boolean {
  return link === 'lost' || link === 'retrying' || (link === 'connecting' && linkError !== null);
}

const looks: Readonly<Record<DeviceLinkState, { shape: Shape; tone: Tone }>> = {
  connecting: { shape: 'ring', tone: 'plain' },
  online: { shape: 'disc', tone: 'green' },
  degraded: { shape: 'triangle', tone: 'amber' },
  lost: { shape: 'cross', tone: 'red' },
  retrying: { shape: 'cross', tone: 'red' },
  none: { shape: 'diamond', tone: 'plain' },
};
