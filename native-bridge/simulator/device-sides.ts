import type { DeviceSideEntry } from './device-side.ts';

/** Every device that can be simulated beside the scanner, by the name of its driver. Loaded when it is asked for. */
export const deviceSides = {
  'radiation-portal': {
    about: 'A radiation portal that prints lines of counts, and an occupancy for each vehicle.',
    load: async () => (await import('./devices/radiation-portal.ts')).startRadiationPortal,
  },
} as const satisfies Readonly<Record<string, DeviceSideEntry>>;
