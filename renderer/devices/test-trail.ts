import type { DeviceTestReport } from '../../station/api/device-views.pure.ts';

/** What a test has told, newest first; of a talkative device the oldest is let go. */
export interface Trail {
  readonly tells: readonly (DeviceTestReport & { readonly number: number })[];
  /** Messages that the driver made out of what came. */
  readonly events: number;
  readonly next: number;
}

export const emptyTrail: Trail = { tells: [], events: 0, next: 0 };

/** Enough to read back a minute of a quick device, and little enough to draw at once. */
const longest = 200;

/** The trail with one thing more. */
export function told(trail: Trail, tell: DeviceTestReport): Trail {
  return {
    tells: [{ ...tell, number: trail.next }, ...trail.tells].slice(0, longest),
    events: trail.events + (tell.kind === 'event' ? 1 : 0),
    next: trail.next + 1,
  };
}

/**
 * What a message holds, on one line: `radiation gamma · detectors 112, 104`. The time is left out, for it stands beside
 * it; what has a name and a value is written as `name value`.
 */
export function contentOf(data: unknown): string {
  if (data === null || data === undefined) return '';
  if (Array.isArray(data))
    return data.map((each) => contentOf(each)).join(data.some(isObject) ? ' · ' : ', ');
  if (!isObject(data)) return String(data);
  if (typeof data.name === 'string' && 'value' in data) {
    return [data.name, data.value === null ? '?' : String(data.value), data.unit].filter(Boolean).join(' ');
  }
  return Object.entries(data)
    .filter(([name]) => name !== 'at')
    .map(
      ([name, value]) =>
        `${name} ${value === null ? '?' : isObject(value) ? `(${contentOf(value)})` : contentOf(value)}`,
    )
    .join(' · ');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
