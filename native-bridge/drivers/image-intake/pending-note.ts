import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { syncFolderOf } from '../../imaging/disk.ts';
import { imageFormats } from '../image-source.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const common = { sha256, name: z.string().max(400), receivedAt: z.iso.datetime() };
const word = z.string().max(200);

/**
 * What has been decided about a received file and not yet been taken by the sink, written down before the file gets
 * its place. After a crash it is finished from here.
 */
export const pendingNote = z.strictObject({
  /** The file while it has no place of its own, and the place it gets; names in the spool, not paths. */
  from: z.string().regex(/^[\w-]+\.part$/),
  to: z.string().regex(/^(received|quarantine)\/[0-9a-f]{64}\.(tiff|png|dcm|bin)$/),
  /** Of the file in the watched folder, to be settled with it. */
  key: z.string().max(200).optional(),
  what: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('picture'),
      ...common,
      format: z.enum(imageFormats),
      about: z
        .strictObject({ plate: word, container: word, takenAt: word, reference: word })
        .partial()
        .transform((about) => withoutUndefined(about)),
    }),
    z.strictObject({ kind: z.literal('report'), ...common, summary: z.string().max(4000) }),
    z.strictObject({
      kind: z.literal('refused'),
      ...common,
      code: z.string().max(100),
      details: z.record(z.string(), z.union([z.string(), z.number()])),
      message: z.string().max(2000),
    }),
  ]),
});
export type PendingNote = z.output<typeof pendingNote>;

/** Resolves when the note would outlive a power cut. */
export async function writeNote(file: string, note: unknown): Promise<void> {
  const fresh = `${file}.new`;
  const handle = await open(fresh, 'w');
  try {
    await handle.writeFile(JSON.stringify(note, null, 1));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
  await syncFolderOf(file);
}

/** Null for a note that is not whole or not one of ours; it is removed. */
export async function readNote(file: string): Promise<PendingNote | null> {
  const text = await readFile(file, 'utf8');
  try {
    return pendingNote.parse(JSON.parse(text));
  } catch {
    await rm(file, { force: true });
    return null;
  }
}

function withoutUndefined<T extends Record<string, string | undefined>>(
  about: T,
): { [K in keyof T]?: string } {
  const known = Object.entries(about).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as { [K in keyof T]?: string };
}
