import { z } from 'zod';

/** What an evidence file is called inside, and what its manifest says. */
export const evidenceFormat = 'scanpost-evidence';
export const manifestName = 'manifest.json';
export const entriesName = 'entries.jsonl';
export const sumsName = 'SHA256SUMS';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

export const evidenceManifest = z.strictObject({
  format: z.literal(evidenceFormat),
  formatVersion: z.literal(1),
  /** True: no real truck, no real scan. */
  training: z.boolean(),
  made: z.iso.datetime(),
  /** Service number. */
  by: z.string(),
  post: z.strictObject({ name: z.string(), timeZone: z.string() }),
  scanpost: z.string(),
  visit: z.strictObject({ id: z.string(), plate: z.string(), container: z.string().nullable() }),
  /** Of the whole journal when the file was made, and how many entries of it are about the visit. */
  journal: z.strictObject({ head: z.strictObject({ seq: count, hash: sha256 }), entries: count }),
  /** Everything in the file but the manifest and the sums. */
  files: z.array(z.strictObject({ name: z.string(), bytes: count, sha256 })),
  /** What the journal names and the post no longer had, or had otherwise. */
  missing: z.array(z.strictObject({ name: z.string(), sha256, why: z.enum(['missing', 'changed']) })),
});
export type EvidenceManifest = z.output<typeof evidenceManifest>;
