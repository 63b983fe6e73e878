import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Image files that nobody here made. They lie beside the project and are never copied into it; `SCANPOST_SAMPLES`
 * names another folder.
 */
export const samplesFolder = path.resolve(
  process.env.SCANPOST_SAMPLES ?? path.join(import.meta.dirname, '../../shared/samples'),
);

/** Why the tests on samples are skipped, or null where the samples are. */
export const samplesMissing: string | null = existsSync(samplesFolder)
  ? null
  : `the samples are not in ${samplesFolder}: name their folder in SCANPOST_SAMPLES`;

/** Paths of the files in a folder of the samples, from the samples' root; none where they are not there. */
export function samplesIn(folder: string): string[] {
  if (samplesMissing !== null) return [];
  return readdirSync(path.join(samplesFolder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'LICENSE' && !entry.parentPath.includes('LICENSE'))
    .map((entry) => path.relative(samplesFolder, path.join(entry.parentPath, entry.name)))
    .sort();
}
