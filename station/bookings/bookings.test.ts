import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StationError } from '../errors.ts';
import { ana, chief, commandId } from '../visits/visits.fixture.ts';
import { type BookingPost, bookingPost } from './bookings.fixture.ts';

let at: BookingPost;
beforeEach(() => {
  at = bookingPost();
});
afterEach(() => at.close());

const header = 'No;Plate;Slot;Goods';
const list = (...rows: string[]) => [header, ...rows].join('\n');
const first = list('B-1;01KG111AAA;2026-03-01 10:00;tiles', ';02KG222BBB;2026-03-01 11:00;apples');
const day = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z', text: '', all: false };
const planned = () =>
  at.bookings.list(day).visits.map(({ bookingNumber, truck, moments }) => ({
    number: bookingNumber,
    plate: truck.plate,
    at: moments.bookedFor,
    goods: truck.goods,
  }));
const entries = () => at.journal.head().seq;

describe('a list of bookings', () => {
  test('is booked row by row, and says what became of them', async () => {
    const report = await at.take(first);
    expect(report).toMatchObject({
      counts: { new: 2, changed: 0, same: 0, refused: 0 },
      name: 'list.csv',
      source: 'screen',
      by: '101',
    });
    expect(planned()).toEqual([
      { number: 'B-1', plate: '01KG111AAA', at: '2026-03-01T10:00:00.000Z', goods: 'tiles' },
      { number: null, plate: '02KG222BBB', at: '2026-03-01T11:00:00.000Z', goods: 'apples' },
    ]);
  });

  test('changes nothing the second time', async () => {
    await at.take(first);
    const before = planned();
    const seq = entries();
    expect((await at.take(first)).counts).toEqual({ new: 0, changed: 0, same: 2, refused: 0 });
    expect(planned()).toEqual(before);
    // Only that it was imported again.
    expect(entries()).toBe(seq + 1);
  });

  test('moves a booking by its number and changes its goods, and keeps what was', async () => {
    await at.take(first);
    const changed = await at.take(
      list('B-1;01KG111AAA;2026-03-01 12:30;tiles', ';02KG222BBB;2026-03-01 11:00;pears'),
    );
    expect(changed.counts).toEqual({ new: 0, changed: 2, same: 0, refused: 0 });
    expect(planned().map(({ at: time, goods }) => [time, goods])).toEqual([
      ['2026-03-01T11:00:00.000Z', 'pears'],
      ['2026-03-01T12:30:00.000Z', 'tiles'],
    ]);
    const [pears] = at.bookings.list(day).visits;
    expect(pears?.corrections.map(({ was }) => was.goods)).toEqual(['apples']);
  });

  test('refuses a row with its reason, and takes the others', async () => {
    await at.take(first);
    const report = await at.take(
      list(
        ';;2026-03-01 10:00;no plate',
        'B-1;99KG999ZZZ;2026-03-01 10:00;another truck',
        ';03KG333CCC;03/04/2026 10:00;which day',
        ';04KG444DDD;2026-02-01 10:00;last month',
        ';05KG555EEE;2026-03-01 10:00;good',
        ';05KG555EEE;2026-03-01 10:00;again',
      ),
    );
    expect(report.counts).toEqual({ new: 1, changed: 0, same: 0, refused: 5 });
    expect(report.refused.map(({ row, problem }) => [row, problem])).toEqual([
      [2, 'plateMissing'],
      [3, 'plateFixed'],
      [4, 'timeAmbiguous'],
      [5, 'past'],
      [7, 'twice'],
    ]);
  });

  test('leaves a truck that has come as it is', async () => {
    await at.take(first);
    const [visit] = at.bookings.list(day).visits;
    at.say(visit?.id ?? '', { command: 'arriveBooked' });
    const report = await at.take(list('B-1;01KG111AAA;2026-03-01 15:00;sand'));
    expect(report.refused).toMatchObject([{ problem: 'over' }]);
    expect(at.visits.get(visit?.id ?? '').truck.goods).toBe('tiles');
  });

  test('shows beforehand what it would do, and does nothing yet', async () => {
    const opened = await at.bookings.open(Buffer.from(first), 'list.csv');
    const seq = entries();
    const preview = await at.bookings.preview({
      importId: opened.importId,
      mapping: [...opened.mapping],
    });
    expect(preview.counts).toEqual({ new: 2, changed: 0, same: 0, refused: 0 });
    expect(entries()).toBe(seq);
    const none = await at.bookings.preview({
      importId: opened.importId,
      mapping: [null, null, 'slot', null],
    });
    expect(none).toMatchObject({ missing: ['plate'], rows: [] });
  });

  test('is imported once by a double click', async () => {
    const { importId, mapping } = await at.bookings.open(Buffer.from(first), 'list.csv');
    const input = { commandId: commandId(), importId, mapping: [...mapping] };
    const one = await at.bookings.apply(input, ana);
    expect(await at.bookings.apply(input, ana)).toEqual(one);
    expect(at.bookings.imports()).toHaveLength(1);
  });

  test('has its columns remembered, and forgets nothing when its tables are made again', async () => {
    const text = 'A;B\n01KG111AAA;2026-03-01 10:00\n';
    const opened = await at.bookings.open(Buffer.from(text), 'odd.csv');
    expect(opened).toMatchObject({ mapping: [null, null], remembered: false, importedAt: null });
    await expect(at.take(text)).rejects.toMatchObject({ code: 'COLUMNS_MISSING' });
    await at.take(text, ['plate', 'slot']);
    const other = Buffer.from('a ;b\n02KG222BBB;2026-03-01 11:00\n');
    for (const bookings of [at.bookings, at.again()]) {
      expect(await bookings.open(other, 'b.csv')).toMatchObject({
        mapping: ['plate', 'slot'],
        remembered: true,
      });
      expect(bookings.imports()).toMatchObject([{ name: 'list.csv', counts: { new: 1 } }]);
    }
  });

  test('that the station has let go of is asked for again', async () => {
    const gone = at.bookings.apply(
      { commandId: commandId(), importId: 'ab'.repeat(32), mapping: ['plate'] },
      ana,
    );
    await expect(gone).rejects.toBeInstanceOf(StationError);
  });

  test('of several crossing points gives only the rows of this post', async () => {
    at.close();
    at = bookingPost({ crossingPoints: ['Nur Zholy', 'Нур Жолы'] });
    const report = await at.take(
      'Plate;Slot;Crossing point\nA11;2026-03-01 10:00;НУР-ЖОЛЫ\nB22;2026-03-01 10:00;Kairak\nC33;2026-03-01 10:00;\n',
    );
    expect(report.counts).toMatchObject({ new: 2, refused: 1 });
    expect(report.refused).toMatchObject([{ row: 3, problem: 'otherPost', value: 'Kairak' }]);
  });

  test('that names one booking by its number and by its plate and time takes the first of the two rows', async () => {
    await at.take(list('N-1;01KG1;2026-03-01 10:00;tiles'));
    const both = list(';01KG1;2026-03-01 10:00;tiles', 'N-1;01KG1;2026-03-02 11:00;tiles');
    expect((await at.take(both)).counts).toEqual({ new: 0, changed: 0, same: 1, refused: 1 });
    expect((await at.take(both)).counts).toEqual({ new: 0, changed: 0, same: 1, refused: 1 });
  });

  test('whatever is in it, changes nothing the second time', async () => {
    const cell = fc.constantFrom(
      '',
      'A-1',
      'A-2',
      '01KG1',
      '02KG2',
      'x',
      '2026-03-01 10:00',
      '2026-03-02 11:00',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        async (rows) => {
          const text = list(...rows.map((cells) => cells.join(';')), 'Z;Z9999;2026-03-01 10:00;z');
          const one = await at.take(text);
          const seq = entries();
          const two = await at.take(text);
          expect(two.counts.new + two.counts.changed).toBe(0);
          expect(two.counts.refused).toBe(one.counts.refused);
          expect(entries()).toBe(seq + 1);
        },
      ),
      { numRuns: 25 },
    );
  }, 30_000);
});

describe('bookings', () => {
  test('are found by day, by part of a plate, a number or the goods, and with those that are over', async () => {
    await at.take(first);
    const found = (text: string, all = false) =>
      at.bookings.list({ ...day, text, all }).visits.map(({ truck }) => truck.plate);
    expect(found('kg 222')).toEqual(['02KG222BBB']);
    expect(found('b1')).toEqual(['01KG111AAA']);
    expect(found('APPLES')).toEqual(['02KG222BBB']);
    expect(at.bookings.list({ ...day, from: day.to, to: '2026-03-03T00:00:00.000Z' }).visits).toEqual([]);
    const [visit] = at.bookings.list(day).visits;
    at.say(visit?.id ?? '', { command: 'cancel', reason: '' }, chief);
    expect(found('')).toEqual(['02KG222BBB']);
    expect(found('', true)).toEqual(['01KG111AAA', '02KG222BBB']);
  });

  test('that nobody came for end as no-shows by themselves, where the post has it so', async () => {
    await at.take(first);
    at.place.clock.setUtc('2026-03-01T12:30:00.000Z');
    expect(at.bookings.recordNoShows()).toBe(0);
    const [visit] = at.bookings.list(day).visits;
    at.close();
    at = bookingPost({ noShowByItself: true });
    await at.take(first);
    at.place.clock.setUtc('2026-03-01T12:30:00.000Z');
    expect(at.bookings.recordNoShows()).toBe(1);
    expect(at.bookings.list({ ...day, all: true }).visits.map(({ state }) => state)).toEqual([
      'no-show',
      'booked',
    ]);
    expect(at.bookings.recordNoShows()).toBe(0);
    expect(visit).toBeDefined();
  });
});
