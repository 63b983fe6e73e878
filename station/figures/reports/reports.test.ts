import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReportFileInput } from '../../api/figure-inputs.pure.ts';
import type { Language, Officer } from '../../api/views.pure.ts';
import { officerTable } from '../../officers/officer-table.ts';
import { clockChangesTable } from '../../shifts/clock-changes-table.ts';
import { createShiftPattern } from '../../shifts/shift-pattern.ts';
import { visitKinds } from '../../visits/visit-entries.pure.ts';
import { type Post, post } from '../../visits/visits.fixture.ts';
import { visitsTable } from '../../visits/visits-table.ts';
import { Figures } from '../figures.ts';
import { timingsTable } from '../timings-table.ts';
import { reportData } from './report-data.ts';
import { reportKindsOfEntries } from './report-entries.ts';
import { bytesOf, reportFile } from './report-file.ts';

const run = promisify(execFile);
const timeZone = 'Asia/Almaty';
const chief: Officer = {
  id: 'c',
  serviceNumber: '900',
  name: 'Chief',
  roles: ['supervisor'],
  language: 'en',
};
const programs = (process.env.PATH ?? '').split(path.delimiter);
const has = (program: string) => programs.some((folder) => existsSync(path.join(folder, program)));

let folder: string;
let at: Post;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scanpost-reports-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  const readModels = [visitsTable, clockChangesTable, timingsTable, officerTable];
  at = post({ readModels, kinds: { ...visitKinds, ...reportKindsOfEntries } });
  // Waits of 10, 20 and 60 min, looks of 3, 5 and 4; the first was held for 6 of its minutes.
  for (const [waits, looks] of [
    [10, 3],
    [20, 5],
    [60, 4],
  ] as const) {
    const id = at.arrive();
    if (waits === 10) at.say(id, { command: 'hold', reason: '=1+1' });
    at.place.clock.advance((waits === 10 ? 6 : 0) * 60_000);
    if (waits === 10) at.say(id, { command: 'resume' });
    at.place.clock.advance((waits === 10 ? 4 : waits) * 60_000);
    const scanId = at.scan(id);
    at.say(id, { command: 'open' });
    at.place.clock.advance(looks * 60_000);
    const said = { decision: 'release', reason: '', scanId, fidelity: 'full', seenPercent: 1 } as const;
    at.say(id, { command: 'decide', ...said });
  }
});
afterEach(() => at.close());

function make(
  kind: 'trs' | 'cpmm',
  format: ReportFileInput['format'],
  language: Language = 'en',
  training = false,
) {
  const { journal, place } = at;
  const figures = new Figures({
    journal,
    clock: place.clock,
    pattern: createShiftPattern([{ name: 'A', start: '00:00' }], timeZone),
    timeZone,
    throughput: { outliers: { rule: 'fence', factor: 3 } },
    capacityPerDay: 240,
  });
  return reportFile({ kind, format, language, unit: 'day', filter: {} }, chief, {
    journal,
    heading: {
      post: { name: 'Nur Zholy', timeZone, training },
      version: '1.2.3',
      at: place.clock.utc(),
    },
    async make(ask, by, heading) {
      const data = reportData(ask, by, { ...heading, figures, head: journal.head() });
      return { from: data.period.from, to: data.period.to, body: await bytesOf(ask, data) };
    },
  });
}

const textOf = (body: Uint8Array) => new TextDecoder().decode(body);

describe('a report', () => {
  test('has the figures worked out by hand, the period, the version, the definitions and the head of the journal', async () => {
    const head = at.journal.head();
    const lines = textOf((await make('trs', 'csv')).body).split('\r\n');
    // Waiting: mean 30, median 20, the mode's minute 10, P90 52, from 10 to 60; decision: 4, 4, 3, 4.8, 3 to 5.
    expect(lines).toContain('Waiting,3,30.00,20.00,10,52.00,10.00,60.00,50.00,0,115.00,0');
    expect(lines).toContain('Decision,3,4.00,4.00,3,4.80,3.00,5.00,2.00,0,7.50,0');
    expect(lines).toContain('From,2026-03-01 00:00:00');
    expect(lines).toContain('Program,Scanpost 1.2.3');
    expect(lines).toContain(`Journal up to entry,${head.seq}`);
    expect(lines).toContain(`Head of the journal (SHA-256),${head.hash}`);
    expect(lines.join('\n')).toContain('Hyndman and Fan');
    const cpmm = textOf((await make('cpmm', 'csv')).body).split('\r\n');
    // What an officer wrote is no formula to a spreadsheet.
    expect(cpmm).toContain("On hold,'=1+1,1,0.100,0.100,0.100");
    // 14:40, 26:40 and 65:40 min.
    expect(cpmm).toContain('All trucks,3,0.594,0.444,0.964,0.244,1.094,0');
  });

  test('in Russian has semicolons, decimal commas, ISO dates and Russian words', async () => {
    const lines = textOf((await make('trs', 'csv', 'ru')).body).split('\r\n');
    expect(lines).toContain('Ожидание;3;30,00;20,00;10;52,00;10,00;60,00;50,00;0;115,00;0');
    expect(lines).toContain('С;2026-03-01 00:00:00');
  });

  test('is on record with the hash of its bytes before it is handed over, and a journal that takes nothing keeps it', async () => {
    const { sha256, body, name } = await make('cpmm', 'pdf');
    expect(createHash('sha256').update(body).digest('hex')).toBe(sha256);
    const [entry] = at.journal.read(at.journal.head().seq, 1);
    expect(entry).toMatchObject({
      kind: 'report.exported',
      actor: 'c',
      body: { report: 'cpmm', format: 'pdf', name, sha256, by: '900', from: '2026-02-28T19:00:00.000Z' },
    });
    at.journal.close();
    await expect(make('cpmm', 'csv')).rejects.toThrow();
  });

  test.skipIf(!has('soffice'))(
    'as a workbook opens in LibreOffice with numbers that are numbers and times that are times (skipped: no soffice)',
    { timeout: 90_000 },
    async () => {
      const file = path.join(folder, 'trs.xlsx');
      writeFileSync(file, (await make('trs', 'xlsx', 'en', true)).body);
      const profile = `-env:UserInstallation=file://${path.join(folder, 'profile')}`;
      // 44 comma, 34 quote, 76 UTF-8, numbers as they are and not as they are shown, every sheet in a file of its own.
      const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
      await run('soffice', [profile, '--headless', '--convert-to', filter, '--outdir', folder, file]);
      const sheet = (name: string) => readFileSync(path.join(folder, `trs-${name}.csv`), 'utf8').split('\n');
      expect(sheet('Activities without extremes')).toContain('Waiting,3,30,20,10,52,10,60,50,0,115,0');
      expect(sheet('About this report')).toContain('From,2026-03-01 00:00:00');
      for (const name of ['About this report', 'Pattern of the hours', 'Definitions'])
        expect(sheet(name).join('\n')).toContain('TRAINING');
    },
  );

  test.skipIf(!has('pdftotext'))(
    'as a document has its words on pages of A4, watermarked where it is of a training post (skipped: no pdftotext)',
    async () => {
      const file = path.join(folder, 'trs.pdf');
      writeFileSync(file, (await make('trs', 'pdf', 'ru', true)).body);
      const { stdout } = await run('pdftotext', ['-layout', file, '-']);
      expect(stdout).toContain('Таблицы исследования времени выпуска');
      expect(stdout).toMatch(/Ожидание\s+3\s+30,00\s+20,00/);
      const pages = stdout.split('\f').length - 1;
      expect(stdout.split('УЧЕБНЫЙ').length - 1).toBeGreaterThanOrEqual(pages);
    },
  );
});
