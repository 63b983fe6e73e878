import { entries } from './001-entries.ts';
import { devicesAroundTheScanner } from './002-devices-around-the-scanner.ts';
import { incidents } from './003-incidents.ts';
import { decisionsOfTwo } from './004-decisions-of-two.ts';
import { exportedReports } from './005-exported-reports.ts';

/**
 * Every step from an empty file to today's journal, oldest first; the file's `user_version` is how many it has had.
 * A landed step is never edited. A step that only adds kinds of entries is an empty one: it keeps older
 * programs, which would not understand them, from opening the file.
 */
export const migrations: readonly string[] = [
  entries,
  devicesAroundTheScanner,
  incidents,
  decisionsOfTwo,
  exportedReports,
];

/** `application_id` of the file: "SPJ1". */
export const applicationId = 0x53504a31;
