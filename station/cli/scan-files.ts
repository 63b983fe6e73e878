import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { visitKinds } from '../visits/visit-entries.pure.ts';

/**
 * Holds the planes that a `scan.archived` entry names against their files. Null when they are what was archived,
 * else the end of a sentence.
 */
export async function badScanFile(scansFolder: string, body: string): Promise<string | null> {
  const { planes } = visitKinds['scan.archived'].parse(JSON.parse(body));
  for (const { file, sha256 } of planes) {
    const found = await hashOfFile(path.join(scansFolder, file));
    if (found === null) return `the scan file scans/${file} it names is missing or cannot be read`;
    if (found !== sha256) return `the scan file scans/${file} it names is not what was archived`;
  }
  return null;
}

async function hashOfFile(file: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch {
    return null;
  }
  return hash.digest('hex');
}
