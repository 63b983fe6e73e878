import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { nothingDecided } from '../api/decision-views.pure.ts';
import type { Finding } from '../api/examination-record.pure.ts';
import type { VisitView } from '../api/views.pure.ts';
import type { Entry } from '../journal/entry.ts';
import { evidenceSheet } from './evidence-sheet.ts';
import type { SheetData } from './sheet-data.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-sheet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (second: number) => `2026-03-01T08:00:${String(second).padStart(2, '0')}.000Z`;
const visit: VisitView = {
  id: '6b1f0a3e-0000-4000-8000-000000000001',
  version: 9,
  state: 'referred',
  truck: {
    plate: 'KZ123ABC',
    container: 'CSQU3054383',
    laneClass: 'reefer',
    goods: 'Замороженная рыба',
    declaredWeightKg: 18_400,
    seals: ['ML-KZ 0042117'],
    reefer: { setPointC: -18, actualC: -16.5 },
  },
  lane: '1',
  bookingNumber: null,
  corrections: [],
  hold: null,
  moments: {
    arrived: at(1),
    called: at(5),
    beamOn: at(9),
    imageReady: at(20),
    opened: at(21),
    decided: at(50),
  },
  scans: [
    {
      ...{ id: 's1', visitId: 'v1', number: 1, state: 'complete', lines: 900, archived: true, defects: [] },
      ...{ hashes: ['cd'.repeat(32)], image: null },
    },
  ],
  holder: null,
  ...nothingDecided,
  decision: {
    kind: 'refer',
    reason: 'Hidden space or altered structure',
    by: '4117',
    at: at(50),
    scanId: 's1',
    fidelity: 'full',
    second: null,
  },
  examination: null,
  notice: null,
  weights: [],
  plateReads: [],
  portal: [],
  reports: [],
  marks: [
    {
      ...{ id: 'm1', number: 1, scanId: 's1', version: 8, category: 'hiddenSpace', confidence: 'low' },
      ...{
        shape: { kind: 'ellipse', x: 300, y: 60, width: 200, height: 90 },
        note: 'double floor',
        by: '4117',
      },
      at: at(40),
    },
  ],
};

const entryOf = (nth: number, kind: string, body: object, actor = 'o1'): Entry => ({
  ...{ seq: 100 + nth, id: `d${nth}`, at: at(nth), monotonic: 0, run: 'r', subject: visit.id },
  ...({ kind, body, actor } as Pick<Entry, 'kind' | 'body' | 'actor'>),
});
const look = { scanId: 's1', fidelity: 'full', seenPercent: 80 } as const;
const made = { ...look, code: null, by: '4117', became: null, part: 'first' } as const;
const officers = { o1: '4117', o2: '5220', o9: '9001' };
const order = { because: ['goods', 'lot'], independent: true };

const finding: Finding = {
  outcome: 'undeclared',
  category: 'tobacco',
  ...{ markId: 'm1', note: 'sewn in' },
  amount: { value: 480, unit: 'package' },
};
const photoOf = (two: string) => ({
  sha256: two.repeat(32),
  type: 'image/jpeg' as const,
  ...{ bytes: 2_500_000, width: 4000, height: 3000 },
});

/** Two officers agree on a release after the first had taken one back; a supervisor then refers the truck. */
const looked: Partial<SheetData> = {
  officers,
  visit: {
    ...visit,
    decisions: [
      { ...made, kind: 'refer', reason: 'too early', at: at(49), became: 'undone' },
      { ...made, kind: 'release', reason: '', at: at(50), became: 'reversed' },
      { ...made, kind: 'release', reason: '', by: '5220', at: at(52), part: 'second', became: 'reversed' },
    ],
    decision: {
      ...{ kind: 'release', reason: '', by: '4117', at: at(50), scanId: 's1', fidelity: 'full' },
      second: { by: '5220', at: at(52) },
    },
    acknowledgedChecks: [{ check: 'seals', reason: 'cut by the vet, act 12', by: '4117', at: at(48) }],
    weights: [{ id: 'w1', kg: 19_100, at: at(3), deviceId: 'scale-1' }],
    portal: [
      {
        ...{ id: 'p1', at: at(2), endedAt: at(4), deviceId: 'portal-1', whole: true },
        ...{ peakGamma: 240, backgroundGamma: 31, peakNeutron: null, backgroundNeutron: null },
        ...{ gammaAlarm: true, neutronAlarm: false },
        acknowledged: { by: '4117', at: at(6), reason: 'potash, measured by hand' },
      },
    ],
    examination: {
      outcome: 'undeclared',
      note: '40 cartons behind the fish',
      record: {
        ...{ place: 'ramp 2', officers: ['4117', '5220'], opened: 'second row of pallets' },
        findings: [finding],
      },
      photos: [
        { photo: photoOf('a1'), caption: 'false wall', by: '4117', at: at(57) },
        { photo: photoOf('a2'), caption: '', by: '5220', at: at(58), reason: 'counted again' },
      ],
      corrections: [{ outcome: 'nothing', note: '', at: at(58), by: '5220', reason: 'found behind a wall' }],
    },
  },
  entries: [
    entryOf(49, 'visit.decision-undone', { by: '4117' }),
    entryOf(50, 'visit.decided', {
      ...{ ...look, decision: 'release', reason: '', by: '4117', secondLook: order },
    }),
    entryOf(52, 'visit.decided', {
      ...{ ...look, decision: 'release', reason: '', by: '5220', second: { agrees: true } },
    }),
    entryOf(55, 'visit.decision-reversed', {
      ...{ was: 'release', to: 'refer', reason: 'hollow floor after all', by: '9001' },
    }),
  ],
};

async function dataOf(change: Partial<SheetData> = {}): Promise<SheetData> {
  const grey = Buffer.from(
    Array.from({ length: 450 * 150 }, (_, index) => 255 - ((index % 450) * 255) / 450),
  );
  const png = await sharp(grey, { raw: { width: 450, height: 150, channels: 1 } })
    .png()
    .toBuffer();
  const size = { width: 450, height: 150, columns: 900, rows: 300, linePitchMm: 4, energyMeV: 6 };
  return {
    visit,
    scanId: 's1',
    overview: { png: new Uint8Array(png), ...size },
    files: [{ file: 'kz123abc-1-6MeV.tif', sha256: 'cd'.repeat(32) }],
    // One of two is gone.
    photos: new Map([['a1'.repeat(32), new Uint8Array(await sharp(png).jpeg().toBuffer())]]),
    entries: Array.from({ length: 60 }, (_, index) => ({
      ...{ seq: index + 3, id: `e${index}`, at: at(index), monotonic: 0, run: 'r', actor: 'o1' },
      ...{ kind: 'visit.arrived', subject: visit.id, body: {} },
    })),
    officers: { o1: '4117' },
    head: { seq: 77, hash: 'ab'.repeat(32) },
    post: { name: 'Nur Zholy', timeZone: 'Asia/Almaty', training: false },
    version: '0.1.0',
    at: at(59),
    by: '4117',
    language: 'en',
    ...change,
  };
}

async function textOf(data: SheetData, name = 'sheet'): Promise<string> {
  const file = path.join(folder, `${name}.pdf`);
  writeFileSync(file, await evidenceSheet(data));
  const { stdout, status, stderr } = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

const readable = spawnSync('pdftotext', ['-v']).error === undefined;

describe.skipIf(!readable)(
  `an evidence sheet${readable ? '' : ' (no pdftotext here: apt-get install poppler-utils)'}`,
  () => {
    test('says all that is known, the hashes and the journal, in the order of the pages', async () => {
      const text = await textOf(await dataOf());
      for (const said of [
        'Evidence sheet: KZ123ABC',
        'CSQU3054383',
        'Замороженная рыба',
        '18,400 kg',
        'set -18 °C, is -16.5 °C',
        '900 × 300 pixels',
        'Refer to examination, officer 4117',
        'Hidden space · unsure · double floor',
        'cd'.repeat(32),
        'ab'.repeat(32),
        '77 entries',
        '1 / 2',
        '2 / 2',
      ])
        expect(text).toContain(said);
      // The post's time, and where it is.
      expect(text).toContain('1 Mar 2026, 13:00:50 +05:00');
      expect(text.match(/visit\.arrived/g)).toHaveLength(60);
    });

    test('says who looked first and second, what no longer stands and why, and what was measured', async () => {
      const text = await textOf(await dataOf(looked), 'looked');
      for (const said of [
        'Agreed: first officer 4117, second officer 5220, 1 Mar 2026, 13:00:52 +05:00',
        'Asked for: goods, drawn by lot',
        'first officer 4117',
        'taken back · too early',
        'Taken back by officer 4117 before it was final',
        'Release → Refer to examination, officer 9001: hollow floor after all',
        'seal broken or missing, officer 4117: cut by the vet, act 12',
        '19,100 kg · +700 kg (+3.8 %) against declared',
        'GAMMA · γ 240 over 31 · n unknown over unknown',
        'Acknowledged by 4117',
        'potash, measured by hand',
        'Undeclared goods',
        '40 cartons behind the fish',
        ...['ramp 2', '4117, 5220', 'second row of pallets', 'Finding 1'],
        'Undeclared goods · Tobacco · 480 packages · mark 1, Hidden space · sewn in',
        'corrected by 5220: found behind a wall. It was: Nothing found',
        'Photo 1 · false wall',
        'by 4117 · 1 Mar 2026, 13:00:57 +05:00 · 4000 × 3000 pixels · 2,442 KB',
        'added later: counted again',
        'The photo is gone from the',
        ...['a1'.repeat(32), 'a2'.repeat(32)],
      ])
        expect(text).toContain(said);
    });

    test('breaks no row of a table between two pages', async () => {
      const note = 'long words of an officer '.repeat(8).trim();
      const marks = Array.from({ length: 40 }, (_, index) => ({
        ...{ ...visit.marks[0]!, id: `m${index}`, number: index + 1, note: `${note} end-of-${index + 1}.` },
      }));
      const text = await textOf(await dataOf({ visit: { ...visit, marks } }), 'long');
      for (const page of text.split('\f').slice(0, -1)) {
        const begun = page.match(/Hidden space · unsure/g)?.length ?? 0;
        expect(page.match(/end-of-\d+/g)?.length ?? 0).toBe(begun);
      }
    });

    test('has the words of the officer’s language, in letters that are in the file', async () => {
      const text = await textOf(await dataOf({ language: 'ru' }), 'russian');
      expect(text).toContain('Лист доказательства: KZ123ABC');
      expect(text).toMatch(/18\s400 кг/);
      expect(text).toContain('Пломбы');
      const fonts = spawnSync('pdffonts', [path.join(folder, 'russian.pdf')], { encoding: 'utf8' }).stdout;
      expect(fonts).toMatch(/DejaVuSansCondensed/);
      expect(fonts).not.toMatch(/Helvetica/);
    });

    test('says that a training’s is no evidence, and that a picture is gone', async () => {
      const post = { name: 'School', timeZone: 'Asia/Dushanbe', training: true };
      const text = await textOf(await dataOf({ post, overview: null, files: [] }));
      expect(text).toContain('TRAINING: no real truck, no real scan');
      expect(text).toContain('There is no archived picture.');
    });

    test('shows the picture with its marks', async () => {
      await textOf(await dataOf(), 'drawn');
      const page = path.join(folder, 'page');
      spawnSync('pdftoppm', [
        '-png',
        '-r',
        '72',
        '-f',
        '1',
        '-l',
        '1',
        '-singlefile',
        path.join(folder, 'drawn.pdf'),
        page,
      ]);
      const bare = await dataOf({ visit: { ...visit, marks: [] } });
      writeFileSync(path.join(folder, 'bare.pdf'), await evidenceSheet(bare));
      const barePage = path.join(folder, 'bare-page');
      spawnSync('pdftoppm', [
        '-png',
        '-r',
        '72',
        '-f',
        '1',
        '-l',
        '1',
        '-singlefile',
        path.join(folder, 'bare.pdf'),
        barePage,
      ]);
      const [withMarks, without] = await Promise.all(
        [page, barePage].map((file) =>
          sharp(readFileSync(`${file}.png`))
            .greyscale()
            .raw()
            .toBuffer(),
        ),
      );
      const differ = withMarks!.filter((grey, index) => Math.abs(grey - without![index]!) > 40).length;
      expect(differ).toBeGreaterThan(80);
    });
  },
);

test('the same data makes the same bytes', async () => {
  const [one, other] = [await evidenceSheet(await dataOf()), await evidenceSheet(await dataOf())];
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
});
