import { type ArchiveRow, archiveColumns, rowAfter } from '../../../station/archive/archive-table.ts';
import type { VisitEntry } from '../../../station/visits/visit-entries.pure.ts';
import { evolve } from '../../../station/visits/visit-evolve.pure.ts';
import { type Visit, visitState } from '../../../station/visits/visit-state.pure.ts';
import { isVisitEntry, visitColumns, visitRow } from '../../../station/visits/visits-table.ts';
import { type BulkLoader, closing } from './bulk-loader.ts';
import { inOrderOf } from './in-order-of.ts';
import type { WrittenDatabase } from './writing-aside.ts';

interface OpenVisit {
  readonly begun: number;
  arrived: number | null;
  /** As it was before its last entry. */
  before: Visit | null;
  last: VisitEntry;
  visit: Visit;
  /** Since when it is in the archive. */
  shown: { readonly seq: number; readonly at: string } | null;
  /** Bodies of the entries since then in which somebody may have said something. */
  readonly said: unknown[];
}

/** The tables of visits, of examinations and of the archive: each visit is followed once for all three. */
export function loadVisits(db: WrittenDatabase): BulkLoader {
  const put = db.prepare(insertInto('visits', visitColumns));
  const putScan = db.prepare('INSERT INTO scans (id, visit) VALUES (?, ?)');
  const putExamination = db.prepare('INSERT INTO examinations VALUES (?, ?, ?, ?, ?)');
  const archive = archiveLoader(db);
  // At the post each entry finds the visit as it was read back: with its fields in the order of the schema.
  const readBack = inOrderOf(visitState);

  const open = new Map<string, OpenVisit>();
  const close = ({ begun, arrived, before, last, shown, said }: OpenVisit) => {
    const visit = evolve(before && (readBack(before) as Visit), last);
    const row = visitRow(visit, { begun, arrived });
    put.run(...visitColumns.map((column) => row[column]));
    // Its papers are never corrected, so that its words are the same whenever they are looked for.
    if (shown) archive.put(rowAfter(undefined, { ...shown, body: said }, visit));
  };
  return {
    take(entry) {
      if (!isVisitEntry(entry)) return;
      const { kind, subject, seq } = entry;
      let known = open.get(subject);
      const before = known?.visit ?? null;
      const visit = evolve(before, entry);
      if (known) Object.assign(known, { before, last: entry, visit });
      else {
        known = { begun: seq, arrived: null, before, last: entry, visit, shown: null, said: [] };
        open.set(subject, known);
      }
      const over = closing.has(kind);
      if (kind === 'visit.arrived') known.arrived = seq;
      if (kind === 'visit.arrived' || over) known.shown ??= entry;
      if (known.shown && !wordless.test(kind)) known.said.push(entry.body);
      if (kind === 'scan.requested' || kind === 'scan.received') putScan.run(entry.body.scanId, subject);
      if (kind === 'visit.examination-ended')
        putExamination.run(seq, subject, entry.at, entry.body.outcome, visit.decision?.by ?? '');
      if (!over) return;
      open.delete(subject);
      close(known);
    },
    end() {
      for (const visit of open.values()) close(visit);
      open.clear();
    },
    finish: archive.finish,
  };
}

/** Entries in which nobody says a word: what they change is seen in the visit. */
const wordless = /^scan\.|^visit\.(gate-in|documents-checked|rpm-passed)$/;

function archiveLoader(db: WrittenDatabase) {
  const put = db.prepare(insertInto('archive', archiveColumns));
  const putDay = db.prepare('INSERT INTO archive_days (day, first, last) VALUES (?, ?, ?)');
  const days = new Map<string, { first: number; last: number }>();
  return {
    put(row: ArchiveRow) {
      put.run(...archiveColumns.map((column) => row[column]));
      const name = row.at.slice(0, 10);
      const day = days.get(name);
      if (!day) days.set(name, { first: row.key, last: row.key });
      else {
        day.first = Math.min(day.first, row.key);
        day.last = Math.max(day.last, row.key);
      }
    },
    finish() {
      for (const [day, { first, last }] of days) putDay.run(day, first, last);
      // With little memory every word would be written several times over: pieces of the index are merged again and again.
      db.exec("INSERT INTO archive_text (archive_text, rank) VALUES ('hashsize', 128000000)");
      db.exec("INSERT INTO archive_text (archive_text) VALUES ('rebuild')");
      db.exec("DELETE FROM archive_text_config WHERE k = 'hashsize'");
    },
  };
}

function insertInto(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}
