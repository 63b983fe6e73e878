import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import {
  type EvidenceManifest,
  entriesName,
  evidenceManifest,
  manifestName,
  sumsName,
} from './evidence-format.ts';
import { hashOf, parseLine } from './stored-entries.ts';
import { readZip, type ZipEntry } from './zip-reader.ts';

export type EvidenceCheck =
  | { readonly ok: true; readonly manifest: EvidenceManifest; readonly entries: number }
  /** `why`: the end of a sentence. */
  | { readonly ok: false; readonly why: string };

/** Larger texts than any visit makes are not taken into memory. */
const longestText = 64 * 1024 * 1024;

/**
 * Whether an evidence file is what was exported: every file by its SHA-256, every entry by its own hash, and the chain
 * wherever two entries of the visit stood one behind the other in the journal.
 */
export async function checkEvidence(file: string): Promise<EvidenceCheck> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return { ok: false, why: 'it cannot be read' };
  try {
    const zip = new Map((await readZip(handle)).map((entry) => [entry.name, entry]));
    const manifest = manifestIn(await textOf(zip, manifestName));
    const named = new Set([manifestName, sumsName, ...manifest.files.map(({ name }) => name)]);
    for (const name of zip.keys())
      if (!named.has(name)) throw new Error(`its manifest does not name ${name}`);
    for (const { name, sha256 } of manifest.files) {
      const entry = zip.get(name);
      if (!entry) throw new Error(`${name} is missing in it`);
      if ((await sumOf(entry)) !== sha256) throw new Error(`${name} in it is not what was exported`);
    }
    await checkSums(zip, manifest);
    checkChain(await textOf(zip, entriesName), manifest);
    return { ok: true, manifest, entries: manifest.journal.entries };
  } catch (fault) {
    return { ok: false, why: fault instanceof Error ? fault.message : String(fault) };
  } finally {
    await handle.close();
  }
}

type Zip = ReadonlyMap<string, ZipEntry>;

async function textOf(zip: Zip, name: string): Promise<string> {
  const entry = zip.get(name);
  if (!entry || entry.bytes > longestText) throw new Error(`${name} is missing in it`);
  return text(entry.open());
}

function manifestIn(written: string): EvidenceManifest {
  try {
    return evidenceManifest.parse(JSON.parse(written));
  } catch {
    throw new Error('its manifest cannot be read');
  }
}

async function checkSums(zip: Zip, { files }: EvidenceManifest): Promise<void> {
  const manifest = zip.get(manifestName);
  const sums = [...files, ...(manifest ? [{ name: manifestName, sha256: await sumOf(manifest) }] : [])].map(
    ({ name, sha256 }) => `${sha256}  ${name}\n`,
  );
  if ((await textOf(zip, sumsName)) !== sums.join(''))
    throw new Error(`${sumsName} in it is not what was exported`);
}

function checkChain(written: string, { journal, visit }: EvidenceManifest): void {
  const lines = written.split('\n').slice(0, -1);
  if (lines.length !== journal.entries)
    throw new Error(`it does not hold the ${journal.entries} entries it names`);
  let before: ReturnType<typeof parseLine> | null = null;
  for (const [index, line] of lines.entries()) {
    const entry = lineIn(line, index);
    const of = `entry ${entry.seq} in it`;
    if (entry.subject !== visit.id) throw new Error(`${of} is about something else`);
    if (hashOf(entry) !== entry.hash) throw new Error(`${of} is not what was written`);
    if (before && entry.seq <= before.seq) throw new Error(`${of} is out of order`);
    if (before && entry.seq === before.seq + 1 && entry.prev !== before.hash)
      throw new Error(`${of} does not follow the entry before it`);
    if (entry.seq > journal.head.seq) throw new Error(`${of} is newer than the journal it was taken from`);
    if (entry.seq === journal.head.seq && entry.hash !== journal.head.hash)
      throw new Error(`${of} is not the last one that its manifest names`);
    before = entry;
  }
}

function lineIn(line: string, index: number) {
  try {
    return parseLine(line);
  } catch {
    throw new Error(`line ${index + 1} of ${entriesName} in it is no entry`);
  }
}

async function sumOf(entry: ZipEntry): Promise<string> {
  const sum = createHash('sha256');
  await pipeline(entry.open(), sum);
  return sum.digest('hex');
}
