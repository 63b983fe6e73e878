import { z } from 'zod';
import {
  type ImageFormat,
  imageFormats,
  type ReceivedImage,
} from '../../native-bridge/drivers/image-source.ts';
import type { RefusedImageView } from '../api/reading-views.pure.ts';
import type { ReadableDatabase, WritableDatabase } from '../journal/database.ts';
import { isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { isVisitEntry } from '../visits/visits-table.ts';
import { imageKinds } from './image-entries.ts';

/** Every picture that was received and what became of it; and what was refused. */
export const imagesTable: ReadModel = {
  name: 'images',
  version: 1,
  tables: ['images', 'image_refusals'],
  create(db) {
    db.exec(`
      CREATE TABLE images (
        id TEXT PRIMARY KEY,
        seq INTEGER NOT NULL,
        device TEXT NOT NULL,
        lane TEXT,
        name TEXT NOT NULL,
        format TEXT NOT NULL,
        received_at TEXT NOT NULL,
        about TEXT NOT NULL,
        file TEXT NOT NULL,
        moved_from TEXT NOT NULL,
        state TEXT NOT NULL,
        scan TEXT,
        visit TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX images_waiting ON images (seq) WHERE state = 'waiting';
      CREATE INDEX images_matched ON images (seq) WHERE state = 'matched';
      CREATE INDEX images_by_device ON images (device, received_at);
      CREATE INDEX images_by_scan ON images (scan) WHERE scan IS NOT NULL;
      CREATE TABLE image_refusals (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        device TEXT NOT NULL,
        name TEXT NOT NULL,
        sha256 TEXT,
        code TEXT NOT NULL,
        details TEXT NOT NULL
      ) STRICT;
    `);
  },
  prepare(db) {
    const add = db.prepare<[ImageRow]>(`
      INSERT INTO images (id, seq, device, lane, name, format, received_at, about, file, moved_from, state, scan, visit)
      VALUES (@id, @seq, @device, @lane, @name, @format, @received_at, @about, @file, @moved_from, @state, @scan, @visit)`);
    const find = db.prepare<[string], ImageRow>('SELECT * FROM images WHERE id = ?');
    const matched = db.prepare<[string, string, string]>(
      "UPDATE images SET state = 'matched', scan = ?, visit = ? WHERE id = ?",
    );
    const settled = db.prepare<[string, string]>('UPDATE images SET state = ? WHERE id = ?');
    const scanned = db.prepare<[string]>("UPDATE images SET state = 'scanned' WHERE scan = ?");
    const freed = db.prepare<[string]>(
      "UPDATE images SET state = 'waiting', scan = NULL, visit = NULL WHERE scan = ?",
    );
    const ofScan = db.prepare<[string], ImageRow>('SELECT * FROM images WHERE scan = ?');
    const refuse = db.prepare<[Record<string, unknown>]>(`
      INSERT INTO image_refusals (seq, at, device, name, sha256, code, details)
      VALUES (@seq, @at, @device, @name, @sha256, @code, @details)`);
    const unreadable = (
      row: ImageRow | undefined,
      { seq, at }: { readonly seq: number; readonly at: string },
      { code, details }: { readonly code: string; readonly details: object },
    ) => {
      if (!row) return;
      settled.run('unreadable', row.id);
      const { device, name, id: sha256 } = row;
      refuse.run({ seq, at, device, name, sha256, code, details: JSON.stringify(details) });
    };
    return (entry) => {
      if (isVisitEntry(entry)) {
        if (entry.kind === 'scan.received')
          matched.run(entry.body.scanId, entry.subject, entry.body.image.id);
        if (entry.kind === 'scan.ended' || entry.kind === 'scan.recovered') scanned.run(entry.body.scanId);
        if (entry.kind === 'scan.import-failed') {
          if (entry.body.unreadable) unreadable(ofScan.get(entry.body.scanId), entry, entry.body);
          else freed.run(entry.body.scanId);
        }
        return;
      }
      if (!isOf(imageKinds, entry)) return;
      switch (entry.kind) {
        case 'image.received': {
          const { deviceId: device, lane, name, format, receivedAt, about, picture, from } = entry.body;
          add.run({
            ...{ id: entry.subject, seq: entry.seq, device, lane, name, format, received_at: receivedAt },
            ...{ about: JSON.stringify(about), file: picture.file, moved_from: from },
            ...{ state: 'waiting', scan: null, visit: null },
          });
          return;
        }
        case 'image.set-aside':
          settled.run('set-aside', entry.subject);
          return;
        case 'image.unreadable':
          unreadable(find.get(entry.subject), entry, entry.body);
          return;
        case 'image.refused': {
          const { deviceId: device, details, ...body } = entry.body;
          refuse.run({ seq: entry.seq, at: entry.at, device, ...body, details: JSON.stringify(details) });
        }
      }
    };
  },
};

export interface KnownImage {
  readonly id: string;
  readonly deviceId: string;
  readonly lane: string | null;
  readonly name: string;
  readonly format: ImageFormat;
  readonly receivedAt: string;
  readonly about: ReceivedImage['about'];
  /** In the data folder's `received`. */
  readonly file: string;
  /** Where its device had it. */
  readonly from: string;
  readonly state: 'waiting' | 'matched' | 'scanned' | 'set-aside' | 'unreadable';
  readonly scanId: string | null;
  readonly visitId: string | null;
}

export interface ImageQueries {
  byId(id: string): KnownImage | null;
  /** That no visit was found for, the newest first. */
  waiting(limit: number): KnownImage[];
  /** That belong to a visit and are not its scan yet, the oldest first. */
  matched(): KnownImage[];
  /** Received from a device between two instants. */
  from(deviceId: string, since: string, until: string): KnownImage[];
  refused(limit: number): RefusedImageView[];
  /** The same refusal, since an instant. */
  hasRefusal(
    refusal: Pick<RefusedImageView, 'deviceId' | 'name' | 'code'> & { sha256: string | null },
    since: string,
  ): boolean;
}

export function imageQueries(db: ReadableDatabase | WritableDatabase): ImageQueries {
  const byId = db.prepare<[string], ImageRow>('SELECT * FROM images WHERE id = ?');
  const waiting = db.prepare<[number], ImageRow>(
    "SELECT * FROM images WHERE state = 'waiting' ORDER BY seq DESC LIMIT ?",
  );
  const matched = db.prepare<[], ImageRow>("SELECT * FROM images WHERE state = 'matched' ORDER BY seq");
  const from = db.prepare<[string, string, string], ImageRow>(
    'SELECT * FROM images WHERE device = ? AND received_at >= ? AND received_at <= ? ORDER BY received_at, seq',
  );
  const refused = db.prepare<[number], RefusalRow>(
    'SELECT seq, at, device, name, code, details FROM image_refusals ORDER BY seq DESC LIMIT ?',
  );
  const same = db.prepare<[string, string, string, string | null, string], { seq: number }>(`
    SELECT seq FROM image_refusals
    WHERE device = ? AND name = ? AND code = ? AND sha256 IS ? AND at >= ? LIMIT 1`);
  return {
    byId: (id) => {
      const row = byId.get(id);
      return row ? imageOf(row) : null;
    },
    waiting: (limit) => waiting.all(limit).map(imageOf),
    matched: () => matched.all().map(imageOf),
    from: (deviceId, since, until) => from.all(deviceId, since, until).map(imageOf),
    refused: (limit) =>
      refused.all(limit).map(({ seq, device, details, ...row }) => ({
        ...row,
        id: String(seq),
        deviceId: device,
        details: detailsSchema.parse(JSON.parse(details)),
      })),
    hasRefusal: ({ deviceId, name, code, sha256 }, since) =>
      same.get(deviceId, name, code, sha256, since) !== undefined,
  };
}

interface ImageRow {
  readonly id: string;
  readonly seq: number;
  readonly device: string;
  readonly lane: string | null;
  readonly name: string;
  readonly format: string;
  readonly received_at: string;
  readonly about: string;
  readonly file: string;
  readonly moved_from: string;
  readonly state: KnownImage['state'];
  readonly scan: string | null;
  readonly visit: string | null;
}

interface RefusalRow {
  readonly seq: number;
  readonly at: string;
  readonly device: string;
  readonly name: string;
  readonly code: string;
  readonly details: string;
}

const detailsSchema = z.record(z.string(), z.union([z.string(), z.number()]));
const formatSchema = z.enum(imageFormats);
const { about: aboutSchema } = imageKinds['image.received'].shape;

function imageOf(row: ImageRow): KnownImage {
  return {
    id: row.id,
    deviceId: row.device,
    lane: row.lane,
    name: row.name,
    format: formatSchema.parse(row.format),
    receivedAt: row.received_at,
    about: aboutSchema.parse(JSON.parse(row.about)),
    file: row.file,
    from: row.moved_from,
    state: row.state,
    scanId: row.scan,
    visitId: row.visit,
  };
}
