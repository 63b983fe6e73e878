import { z } from 'zod';
import { languages, type Officer, roles } from '../api/views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { type Account, evolveAccounts } from './account.pure.ts';
import { accountKinds, officerKinds } from './officer-entries.ts';

/** The officers as the journal's entries make them. */
export const officerTable: ReadModel = {
  name: 'officers',
  version: 2,
  tables: ['officers'],
  create(db) {
    db.exec(`CREATE TABLE officers (
      id TEXT PRIMARY KEY, number_key TEXT NOT NULL UNIQUE, service_number TEXT NOT NULL, name TEXT NOT NULL,
      roles TEXT NOT NULL, language TEXT NOT NULL, active INTEGER NOT NULL, first_password INTEGER NOT NULL,
      version INTEGER NOT NULL, signed_in_at TEXT, added INTEGER NOT NULL
    ) STRICT`);
  },
  prepare(db) {
    const find = db.prepare<[string], OfficerRow>(`${select} WHERE id = ?`);
    const put = db.prepare<[Record<string, unknown>]>(`
      INSERT INTO officers
        (id, number_key, service_number, name, roles, language, active, first_password, version, added)
      VALUES (@id, @key, @serviceNumber, @name, @roles, @language, @active, @firstPassword, @version, @seq)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, roles = excluded.roles, active = excluded.active,
        first_password = excluded.first_password, version = excluded.version`);
    const setLanguage = db.prepare<[string, string]>('UPDATE officers SET language = ? WHERE id = ?');
    const setSignedIn = db.prepare<[string, string]>('UPDATE officers SET signed_in_at = ? WHERE id = ?');
    return (entry) => {
      if (!isOf(officerKinds, entry)) return;
      if (entry.kind === 'officer.language-set') setLanguage.run(entry.body.language, entry.subject);
      else if (entry.kind === 'officer.signed-in' || entry.kind === 'officer.took-over')
        setSignedIn.run(entry.at, entry.subject);
      else if (isOf(accountKinds, entry)) {
        const row = find.get(entry.subject);
        const [account] = evolveAccounts(row ? [accountOf(row)] : [], entry);
        if (!account) return;
        put.run({
          ...account,
          key: numberKey(account.serviceNumber),
          roles: JSON.stringify(account.roles),
          active: Number(account.active),
          firstPassword: Number(account.firstPassword),
          seq: entry.seq,
        });
      }
    };
  },
};

/** Service numbers that differ only in case, width or composition of letters are one. */
export function numberKey(serviceNumber: string): string {
  return serviceNumber.trim().normalize('NFKC').toLowerCase();
}

/** An account as it is listed: with when its officer last came to a window. */
export interface ListedAccount extends Account {
  readonly signedInAt: string | null;
}

export function allAccounts(db: ReadableDatabase): ListedAccount[] {
  return db.prepare<[], OfficerRow>(`${select} ORDER BY added`).all().map(accountOf);
}

export function accountById(db: ReadableDatabase, id: string): Account | null {
  const row = db.prepare<[string], OfficerRow>(`${select} WHERE id = ?`).get(id);
  return row ? accountOf(row) : null;
}

export function accountByNumber(db: ReadableDatabase, serviceNumber: string): Account | null {
  const row = db
    .prepare<[string], OfficerRow>(`${select} WHERE number_key = ?`)
    .get(numberKey(serviceNumber));
  return row ? accountOf(row) : null;
}

/** What everybody may know of an account. */
export function officerOf({ id, serviceNumber, name, roles: held, language }: Account): Officer {
  return { id, serviceNumber, name, roles: held, language };
}

interface OfficerRow {
  readonly id: string;
  readonly serviceNumber: string;
  readonly name: string;
  readonly roles: string;
  readonly language: string;
  readonly active: number;
  readonly firstPassword: number;
  readonly version: number;
  readonly signedInAt: string | null;
}

const select = `SELECT id, service_number AS serviceNumber, name, roles, language, active,
  first_password AS firstPassword, version, signed_in_at AS signedInAt FROM officers`;

function accountOf(row: OfficerRow): ListedAccount {
  return {
    ...row,
    roles: z.array(z.enum(roles)).parse(JSON.parse(row.roles)),
    language: z.enum(languages).parse(row.language),
    active: row.active === 1,
    firstPassword: row.firstPassword === 1,
  };
}
