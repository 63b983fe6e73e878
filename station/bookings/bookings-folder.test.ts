import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noLog } from '../log.ts';
import { type BookingPost, bookingPost } from './bookings.fixture.ts';
import type { Bookings } from './bookings.ts';
import { BookingsFolder } from './bookings-folder.ts';
import { mostBytes } from './table.pure.ts';

let at: BookingPost;
let folder: string;
let watched: BookingsFolder;
const watch = (bookings: Bookings = at.bookings) =>
  new BookingsFolder({ folder, bookings, timers: at.timers, log: noLog() });
beforeEach(() => {
  at = bookingPost();
  folder = path.join(at.place.folder, 'lists');
  mkdirSync(folder);
  watched = watch();
});
afterEach(() => at.close());

const good = 'Plate;Slot\n01KG111AAA;2026-03-01 10:00\n';
const put = (name: string, text: string | Buffer) => writeFileSync(path.join(folder, name), text);
const files = (below = '') => readdirSync(path.join(folder, below)).sort();
/** Two looks with time between: what has not changed is whole. */
const settle = async (by = watched) => {
  await by.look();
  at.timers.advance(3_000);
  await by.look();
};
const plates = () =>
  at.bookings
    .list({ from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z', text: '', all: true })
    .visits.map(({ truck }) => truck.plate);

describe('a folder of lists', () => {
  test('is looked through: whole lists are taken over and put aside, others are left alone', async () => {
    put('today.csv', good);
    put('growing.csv.part', good);
    put('~$today.xlsx', 'a lock file');
    put('photo.jpg', 'no list');
    await watched.look();
    expect(plates()).toEqual([]);
    at.timers.advance(3_000);
    await watched.look();
    expect(plates()).toEqual(['01KG111AAA']);
    expect(files('done')).toEqual(['today.csv']);
    expect(files()).toEqual(['done', 'growing.csv.part', 'photo.jpg', '~$today.xlsx']);
    expect(at.bookings.imports()).toMatchObject([{ name: 'today.csv', source: 'folder', by: null }]);
  });

  test('puts a list that cannot be read aside too, with why, and goes on', async () => {
    put('bad.xlsx', 'PK no workbook');
    put('odd.csv', 'A;B\n1;2\n');
    put('large.csv', Buffer.alloc(mostBytes + 10, 0x61));
    put('today.csv', good);
    await settle();
    expect(files('refused')).toEqual(['bad.xlsx', 'large.csv', 'odd.csv']);
    expect(plates()).toEqual(['01KG111AAA']);
    const faults = at.bookings.imports().map(({ name, fault }) => [name, fault?.code ?? null]);
    expect(Object.fromEntries(faults)).toEqual({
      'bad.xlsx': 'BOOKINGS_FILE_UNREADABLE',
      'large.csv': 'BOOKINGS_FILE_TOO_LARGE',
      'odd.csv': 'COLUMNS_MISSING',
      'today.csv': null,
    });
    expect(watched.alerts()).toEqual([]);
  });

  test('takes a list once, also where the station was killed before it was put aside', async () => {
    put('today.csv', good);
    await settle();
    const [head, taken] = [at.journal.head().seq, at.bookings.imports().length];
    put('copy.csv', good);
    // As the next run of a killed station finds it.
    const next = at.again();
    await settle(watch(next));
    expect(files('done')).toEqual(['copy.csv', 'today.csv']);
    expect([at.journal.head().seq, at.bookings.imports().length]).toEqual([head, taken]);
  });

  test('tells two lists of one name apart', async () => {
    put('today.csv', good);
    await settle();
    put('today.csv', good.replace('111', '222'));
    await settle();
    expect(files('done')).toHaveLength(2);
    expect(plates()).toHaveLength(2);
  });

  test('that is gone is an alert until it is back, and stops nothing', async () => {
    rmSync(folder, { recursive: true });
    await watched.look();
    expect(watched.alerts()).toMatchObject([{ code: 'BOOKINGS_FOLDER_LOST', details: { folder } }]);
    mkdirSync(folder);
    await watched.look();
    expect(watched.alerts()).toEqual([]);
  });
});
