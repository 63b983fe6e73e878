// Counts of a test run, as the reporters below write them for `npm test` to add up.
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Names of what passed are not kept: `{ passed: number, failed: string[], skipped: { name, reason }[], fallen: { file,
 * because }[] }`. Of a file that has fallen, because the process it ran in ended under it, no test counts.
 */
export function emptyTally() {
  return { passed: 0, failed: [], skipped: [], fallen: [] };
}

/** Adds `tally` to `total`; what has fallen is left to whoever can run it again. */
export function addTally(total, tally) {
  total.passed += tally.passed;
  total.failed.push(...tally.failed);
  total.skipped.push(...tally.skipped);
}

/** Writes the tally where `npm test` asked for it (SCANPOST_TALLY); does nothing when the run is not part of it. */
export function writeTally(tally) {
  const file = process.env.SCANPOST_TALLY;
  if (file) writeFileSync(file, JSON.stringify(tally));
}

/** Reads what a run wrote; null when it wrote nothing, which is a failure of the run. */
export function readTally(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
