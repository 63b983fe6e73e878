import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { photoEndings } from '../examinations/photo-picture.ts';
import { imageKinds } from '../images/image-entries.ts';
import type { EntryBody } from '../journal/check-journal.ts';
import { plateRead, reported } from '../visits/reading-bodies.pure.ts';
import { visitKinds } from '../visits/visit-entries.pure.ts';

/** A file that an entry names, inside the data folder. */
export interface NamedFile {
  readonly file: string;
  readonly sha256: string;
  /** Where its device had it: the station was stopped before it moved it. */
  readonly orAt?: string;
}

const plates = (body: unknown) => named('received', plateRead.parse(body).picture);
const reports = (body: unknown) => {
  const { report, from } = reported.parse(body);
  return named('received', report, from);
};

/** The files that entries of each kind name. */
const filesOf: Readonly<Record<string, (body: unknown) => NamedFile[]>> = {
  'scan.archived': (body) =>
    visitKinds['scan.archived'].parse(body).planes.flatMap((plane) => named('scans', plane)),
  'image.received': (body) => {
    const { picture, from } = imageKinds['image.received'].parse(body);
    return named('received', picture, from);
  },
  'visit.examination-photo-attached': (body) => {
    const { sha256, type } = visitKinds['visit.examination-photo-attached'].parse(body).photo;
    return named('photos', { file: `${sha256}.${photoEndings[type]}`, sha256 });
  },
  'visit.plate-read': plates,
  'reading.plate-read': plates,
  'visit.report-attached': reports,
  'reading.reported': reports,
};

export const fileKinds: readonly string[] = Object.keys(filesOf);

/** The files that an entry names, by its kind; none for a kind that names none. */
export function filesNamedBy(kind: string, body: unknown): NamedFile[] {
  return (Object.hasOwn(filesOf, kind) ? filesOf[kind]?.(body) : undefined) ?? [];
}

/**
 * Holds the files that an entry of one of `fileKinds` names against what lies in the data folder. Null when they are
 * what was written, else the end of a sentence.
 */
export async function badFile(folder: string, { kind, body }: EntryBody): Promise<string | null> {
  for (const { file, sha256, orAt } of filesNamedBy(kind, JSON.parse(body))) {
    const found =
      (await hashOfFile(path.join(folder, file))) ??
      (orAt === undefined ? null : await hashOfFile(path.resolve(folder, orAt)));
    if (found === null) return `the file ${file} it names is missing or cannot be read`;
    if (found !== sha256) return `the file ${file} it names is not what was ${done(kind)}`;
  }
  return null;
}

function named(
  place: 'scans' | 'received' | 'photos',
  of: { readonly file: string; readonly sha256: string } | null,
  orAt?: string,
): NamedFile[] {
  if (of === null) return [];
  const file = { file: `${place}/${of.file}`, sha256: of.sha256 };
  return [orAt === undefined ? file : { ...file, orAt }];
}

function done(kind: string): string {
  if (kind === 'visit.examination-photo-attached') return 'attached';
  return kind === 'scan.archived' ? 'archived' : 'received';
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
