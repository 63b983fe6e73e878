import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { PostConfig } from './config.ts';

/** What the journal says of the configuration; the subject is the device that was changed, or `config`. */
export const configKinds = {
  /** The changed parts only; of the devices those that differ. `by`: a service number, or `file`. */
  'config.changed': z.strictObject({
    by: z.string(),
    before: z.record(z.string(), z.unknown()),
    after: z.record(z.string(), z.unknown()),
  }),
  /** `config.json` has a mistake, and the last good one is in force. */
  'config.refused': z.strictObject({ place: z.string(), reason: z.string() }),
} as const;

export interface ConfigChange {
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
}

/** What differs between two configurations; null when nothing does. */
export function configChange(before: PostConfig, after: PostConfig): ConfigChange | null {
  const change: ConfigChange = { before: {}, after: {} };
  for (const part of ['post', 'lanes', 'shifts', 'officers', 'language'] as const) {
    if (isDeepStrictEqual(before[part], after[part])) continue;
    change.before[part] = before[part];
    change.after[part] = after[part];
  }
  const gone = notIn(before.devices, after.devices);
  const come = notIn(after.devices, before.devices);
  if (gone.length + come.length > 0) {
    change.before.devices = gone;
    change.after.devices = come;
  }
  return Object.keys(change.after).length > 0 ? change : null;
}

/** The parts that a running station does not take on: they are read when it starts. */
export function partsForRestart(running: PostConfig, wanted: PostConfig): string[] {
  const parts: string[] = [];
  if (running.post.timeZone !== wanted.post.timeZone) parts.push('post.timeZone');
  for (const part of ['lanes', 'shifts', 'throughput', 'language'] as const) {
    if (!isDeepStrictEqual(running[part], wanted[part])) parts.push(part);
  }
  return parts;
}

function notIn<T>(these: readonly T[], those: readonly T[]): T[] {
  return these.filter((one) => !those.some((other) => isDeepStrictEqual(one, other)));
}
