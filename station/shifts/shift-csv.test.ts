import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ShiftReport, ShiftVisit } from '../api/views.pure.ts';
import { shiftCsv, shiftCsvName } from './shift-csv.ts';

const visit: ShiftVisit = {
  visitId: 'v1',
  plate: '123ABC02',
  container: 'CSQU3054383',
  laneClass: 'walk-up',
  state: 'released',
  arrived: '2026-03-01T08:00:00.250Z',
  called: '2026-03-01T08:10:00.000Z',
  beamOn: '2026-03-01T08:10:30.000Z',
  imageReady: '2026-03-01T08:12:00.000Z',
  opened: '2026-03-01T20:13:00.000Z',
  decided: null,
  decision: 'release',
  officer: '101',
  scans: 1,
  waiting: 599_750,
  scanning: 110_000,
  imageWaiting: 60_000,
  deciding: null,
};
const report: ShiftReport = {
  shift: {
    id: '2026-03-01T08:00',
    name: 'A',
    from: '2026-03-01T03:00:00.000Z',
    to: '2026-03-01T15:00:00.000Z',
  },
  visits: [visit],
  decided: 1,
  released: 1,
  referred: 0,
  waitingNow: 0,
  trucksPerHour: 1,
  stretches: [{ stretch: 'waiting', n: 1, mean: 599_750, median: 599_750, p90: 599_750, max: 599_750 }],
  journalHead: 'ab'.repeat(32),
};
const options = { timeZone: 'Asia/Almaty' } as const;

describe('the file of a shift', () => {
  test('has the words, separator and decimal sign of the language, local times and UTC', () => {
    const text = shiftCsv(report, { ...options, language: 'en' });
    const [mark, lines] = [text.slice(0, 1), text.slice(1).split('\r\n')];
    expect(mark).toBe('\uFEFF');
    expect(lines[0]).toBe(
      'Plate,Container,Class,State,Decision,Officer,Scans,' +
        'Arrived (Asia/Almaty),Called (Asia/Almaty),Beam on (Asia/Almaty),Image ready (Asia/Almaty),' +
        'Opened (Asia/Almaty),Decided (Asia/Almaty),"Waited, min","Scan, min","Image waited, min","Decision took, min",' +
        'Arrived (UTC),Called (UTC),Beam on (UTC),Image ready (UTC),Opened (UTC),Decided (UTC)',
    );
    expect(lines[1]).toBe(
      '123ABC02,CSQU3054383,Walk-up,Released,Release,101,1,' +
        '2026-03-01 13:00:00,2026-03-01 13:10:00,2026-03-01 13:10:30,2026-03-01 13:12:00,2026-03-02 01:13:00,,' +
        '10.00,1.83,1.00,,' +
        '2026-03-01 08:00:00,2026-03-01 08:10:00,2026-03-01 08:10:30,2026-03-01 08:12:00,2026-03-01 20:13:00,',
    );
    expect(lines.slice(2)).toEqual([
      '',
      'Stretch,Trucks,"Mean, min","Median, min","P90, min","Longest, min"',
      'Waiting to be called,1,10.00,10.00,10.00,10.00',
      '',
      `Head of the journal,${'ab'.repeat(32)}`,
      '',
    ]);
  });

  test('in Russian has semicolons, decimal commas and Russian words', () => {
    const lines = shiftCsv(report, { ...options, language: 'ru' })
      .slice(1)
      .split('\r\n');
    expect(lines[1]).toContain(';10,00;1,83;1,00;;');
    expect(lines[1]).not.toContain('Released');
    expect(lines[0]?.split(';')).toHaveLength(23);
    expect(lines[0]).toMatch(/^[А-Я]/);
  });

  test('hands no formula, number or date to a spreadsheet that the post did not mean', () => {
    const plates = ['=1+1', '+7', '-2', '@SUM(A1)', '\tx', '＝1', '12E34', '007', '3-4', '01.02.2026'];
    const visits = plates.map((plate) => ({ ...visit, plate }));
    const rows = parse(shiftCsv({ ...report, visits }, { ...options, language: 'en' }), ',');
    expect(rows.slice(1, 1 + plates.length).map((row) => row[0])).toEqual(plates.map((plate) => `'${plate}`));
  });

  test('gives back every text that was put in, whatever is in it', () => {
    const language = fc.constantFrom('en' as const, 'ru' as const);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), language, (plate, of) => {
        const text = shiftCsv({ ...report, visits: [{ ...visit, plate }] }, { ...options, language: of });
        const cell = parse(text, of === 'ru' ? ';' : ',')[1]?.[0];
        expect([plate, `'${plate}`]).toContain(cell);
        expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      }),
      { numRuns: 300 },
    );
  });

  test('is named after the start of the shift at the post', () => {
    expect(shiftCsvName(report, 'Asia/Almaty')).toBe('shift-2026-03-01T08-00.csv');
  });
});

/** RFC 4180, written here on its own so that writer and reader do not share a mistake. */
function parse(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const put = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  for (let at = 1; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quoted && char === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (quoted) cell += char;
    else if (char === separator) put();
    else if (char === '\r' && text[at + 1] === '\n') {
      put();
      rows.push([]);
      at += 1;
    } else cell += char;
  }
  put();
  return rows;
}
