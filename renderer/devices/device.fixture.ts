import type { DeviceView } from '../../station/api/device-views.pure.ts';

export function device(change: Partial<DeviceView> = {}): DeviceView {
  return {
    id: 'portal',
    role: 'radiation-portal',
    driver: 'radiation-portal',
    lane: '1',
    address: 'tcp://10.0.0.9:1600',
    link: 'online',
    since: '2026-11-22T20:00:00.000Z',
    linkError: null,
    degraded: null,
    model: null,
    reading: null,
    ...change,
  };
}
