import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { HandoverSheet, HandoverView } from '../api/handover-views.pure.ts';
import type { Language } from '../api/views.pure.ts';
import { handoverPdf } from './handover-sheet.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-handover-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
const sheet: HandoverSheet = {
  format: 1,
  id: 'h1',
  post: { name: 'Nur Zholy', timeZone: 'Asia/Almaty', mode: 'live' },
  version: '0.1.0',
  prepared: { at: at(14), by: '900' },
  shift: { id: 's1', name: 'A', from: at(3), to: at(15), opened: { at: at(3), by: '900' } },
  entries: { from: 12, to: 4711 },
  officers: [{ serviceNumber: '101', name: 'A. Bekova', from: at(4), to: at(13), decisions: 37 }],
  counts: {
    arrived: 1234,
    scanned: 58,
    decisions: { release: 41, refer: 7, 're-scan': 3, escalate: 2 },
    outcomes: { nothing: 5, undeclared: 4, misdeclared: 1, prohibited: 0 },
    departed: 39,
  },
  visits: [],
  incidents: [
    {
      ...{ id: 'i1', kind: 'person', device: null, lane: '2', plate: 'KZ123ABC', what: 'a warm shape' },
      ...{ since: at(9), state: 'in-hand', holder: '101', note: 'doctor called' },
    },
    {
      ...{ id: 'i2', kind: 'check-failed', device: null, lane: '1', plate: null, what: 'wireMm material' },
      ...{ since: at(4), state: 'open', holder: null, note: '' },
    },
  ],
  devices: [],
  alerts: [],
  remarks: 'Gate 2 sticks.',
  head: { seq: 4711, hash: 'ab'.repeat(32) },
};
const view: HandoverView = {
  ...{ id: 'h1', sheet, sha256: 'cd'.repeat(32), intact: true },
  outgoing: { serviceNumber: '900', at: at(14) },
  incoming: null,
};

async function textOf(change: Partial<HandoverView> = {}, language: Language = 'en'): Promise<string> {
  const file = path.join(folder, 'handover.pdf');
  writeFileSync(file, await handoverPdf({ ...view, ...change }, language));
  const { stdout, status, stderr } = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

const readable = spawnSync('pdftotext', ['-v']).error === undefined;

describe.skipIf(!readable)(
  `a handover as PDF${readable ? '' : ' (no pdftotext here: apt-get install poppler-utils)'}`,
  () => {
    test('has the counts, the incidents, the remarks, the signatures and both hashes', async () => {
      const text = await textOf();
      for (const said of [
        ...['Handover of shift A', 'A. Bekova', '1,234', 'Gate 2 sticks.', '12 – 4,711'],
        ...['Suspected person', 'KZ123ABC', 'In hand', 'doctor called', 'Wire, mm, Materials'],
        ...['900, 1 Mar 2026, 19:00:00 +05:00', 'Not signed', 'cd'.repeat(32), 'ab'.repeat(32)],
      ])
        expect(text).toContain(said);
      expect(text).toMatch(/Scanned\s+58\n/);
      expect(text).toMatch(/Departed\s+39\n/);
      expect(text.indexOf('Suspected person')).toBeLessThan(text.indexOf('Daily check'));
      expect(text).not.toContain('NOT THE ONE THAT WAS SIGNED');
    });

    test('has the words of the officer’s language, and says when it was altered', async () => {
      const text = await textOf({ intact: false }, 'ru');
      expect(text).toContain('ЭТО НЕ ТОТ ЛИСТ');
      expect(text).toContain('Происшествия');
      expect(text).toContain('Занимаются');
    });

    test('has long words whole over the end of a page, also where a training’s mark goes across it', async () => {
      const [first] = sheet.incidents!;
      const note = Array.from({ length: 330 }, (_, word) => `w${word}`).join(' ');
      const incidents = Array.from({ length: 5 }, (_, nth) => ({ ...first!, id: `i${nth}`, note }));
      const post = { ...sheet.post, mode: 'training' as const };
      const text = await textOf({ sheet: { ...sheet, post, incidents } });
      expect(text.match(/\bw\d+\b/g)).toHaveLength(5 * 330);
      expect(text).toContain('page 2 of');
    });

    test('says that nothing happened only where that is known', async () => {
      const { incidents: _, ...older } = sheet;
      expect(await textOf({ sheet: { ...sheet, incidents: [] } })).toContain('No incidents.');
      expect(await textOf({ sheet: older })).not.toMatch(/incident/i);
    });
  },
);
