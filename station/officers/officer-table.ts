import { z } from 'zod';
import { languages, type Officer, roles } from '../api/views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { officerKinds } from './officer-entries.ts';

/** The officers as the journal's entries make them. */
export const officerTable: ReadModel = {
  name: 'officers',
  version: 1,
  tables: ['officers'],
  create(db) {
    db.exec(`CREATE TABLE officers (
      id TEXT PRIMARY KEY, number_key TEXT NOT NULL UNIQUE, service_number TEXT NOT NULL, name TEXT NOT NULL,
      roles TEXT NOT NULL, language TEXT NOT NULL, added INTEGER NOT NULL
    ) STRICT`);
  },
  prepare(db) {
    const add = db.prepare<unknown[]>('INSERT INTO officers VALUES (?, ?, ?, ?, ?, ?, ?)');
    const setLanguage = db.prepare<[string, string]>('UPDATE officers SET language = ? WHERE id = ?');
    return (entry) => {
      if (!isOf(officerKinds, entry)) return;
      if (entry.kind === 'officer.added') {
        const { serviceNumber, name, language } = entry.body;
        const held = JSON.stringify(entry.body.roles);
        add.run(entry.subject, numberKey(serviceNumber), serviceNumber, name, held, language, entry.seq);
      }
      if (entry.kind === 'officer.language-set') setLanguage.run(entry.body.language, entry.subject);
    };
  },
};

/** Service numbers that differ only in case, width or composition of letters are one. */
export function numberKey(serviceNumber: string): string {
  return serviceNumber.trim().normalize('NFKC').toLowerCase();
}

export function allOfficers(db: ReadableDatabase): Officer[] {
  return db.prepare<[], OfficerRow>(`${select} ORDER BY added`).all().map(officerOf);
}

export function officerById(db: ReadableDatabase, id: string): Officer | null {
  const row = db.prepare<[string], OfficerRow>(`${select} WHERE id = ?`).get(id);
  return row ? officerOf(row) : null;
}

export function officerByNumber(db: ReadableDatabase, serviceNumber: string): Officer | null {
  const row = db
    .prepare<[string], OfficerRow>(`${select} WHERE number_key = ?`)
    .get(numberKey(serviceNumber));
  return row ? officerOf(row) : null;
}

interface OfficerRow {
  readonly id: string;
  readonly serviceNumber: string;
  readonly name: string;
  readonly roles: string;
  readonly language: string;
}

const select = 'SELECT id, service_number AS serviceNumber, name, roles, language FROM officers';

function officerOf(row: OfficerRow): Officer {
  return {
    ...row,
    roles: z.array(z.enum(roles)).parse(JSON.parse(row.roles)),
    language: z.enum(languages).parse(row.language),
  };
}
