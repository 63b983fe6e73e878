/**
 * The stretches of a visit that are timed, in the order they come. Where each begins and ends stands in `timing.pure.ts`
 * and, for people, in docs/reports.md.
 */
export const stretches = [
  'waiting',
  'approach',
  'beam',
  'imageWaiting',
  'decision',
  'yardWaiting',
  'examination',
  'total',
] as const;
export type Stretch = (typeof stretches)[number];

/** What is counted: stretches that ended, and arrivals, which have no duration. */
export const observed = [...stretches, 'arrival'] as const;
export type Observed = (typeof observed)[number];

/** Why a truck took longer than it had to, as far as the journal says. */
export const delayCauses = [
  'hold',
  'alarm',
  'scan-failed',
  're-scan',
  'put-back',
  'escalated',
  'no-show',
  'device-fault',
  'device-lost',
] as const;
export type DelayCause = (typeof delayCauses)[number];
