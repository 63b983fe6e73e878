import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { ReadableStream } from 'node:stream/web';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Language, Officer } from '../api/views.pure.ts';
import { plainRules } from '../decisions/decision-rules.pure.ts';
import { stationKinds, stationReadModels } from '../journal/contents.ts';
import { ana, boris, commandId, type Post, post, postOn } from '../visits/visits.fixture.ts';
import { checkEvidence } from './check-evidence.ts';
import { EvidenceFiles } from './evidence.ts';
import { sheetOf } from './sheet.ts';

const officer = { ...ana, name: 'Ana', language: 'en' } as Officer;
const python = hasProgram('python3', '--version');

let at: Post;
let root: string;
beforeEach(() => {
  at = post({ kinds: stationKinds, readModels: stationReadModels });
  root = at.place.folder;
});
afterEach(() => at.close());

function hasProgram(program: string, ...asked: string[]): boolean {
  try {
    execFileSync(program, asked, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function files(training = false): EvidenceFiles {
  return new EvidenceFiles({
    root,
    visits: at.visits,
    journal: at.journal,
    sheet: async () => ({ name: 'x.pdf', body: new TextEncoder().encode('%PDF-1.3 the sheet') }),
    post: () => ({ name: 'Nur Zholy', timeZone: 'Asia/Almaty', training }),
    version: '0.1.0',
    clock: at.place.clock,
  });
}

/** A truck decided, with two archived planes. */
function decided(): string {
  const id = at.arrive('01KG123ABC', { goods: 'Плитка' });
  const scanId = at.scan(id);
  mkdirSync(path.join(root, 'scans'), { recursive: true });
  const planes = [Buffer.from('II* high'), Buffer.from('II* low')].map((bytes, index) => {
    const file = `${scanId}.${index}.tif`;
    writeFileSync(path.join(root, 'scans', file), bytes);
    return { file, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  at.visits.record({ command: 'scanArchived', scanId, planes });
  at.decide(id, 'release');
  return id;
}

/** The evidence file as it is handed over. */
async function exported(
  visitId: string,
  how: { language?: Language; training?: boolean } = {},
): Promise<{ file: string; name: string; sha256: string }> {
  const evidence = files(how.training);
  const made = await evidence.make({
    visitId,
    commandId: commandId(),
    by: officer,
    language: how.language ?? 'en',
  });
  const bytes = await buffer(made.open() as ReadableStream);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(made.sha256);
  expect(bytes.length).toBe(made.bytes);
  const file = path.join(root, 'evidence.zip');
  writeFileSync(file, bytes);
  return { file, name: made.name, sha256: made.sha256 };
}

describe('an evidence file', () => {
  test('holds the visit whole, is on record before it is handed over, and leaves nothing behind', async () => {
    const id = decided();
    const entries = at.journal.entriesOf(id).length;
    const { file, name, sha256 } = await exported(id);
    expect(name).toMatch(/^01KG123ABC-\d{8}-\d{6}\.zip$/);
    expect(at.journal.entriesOf(id).at(-1)).toMatchObject({
      kind: 'visit.exported',
      body: { what: 'evidence', name, sha256, by: '101' },
    });
    expect(await checkEvidence(file)).toMatchObject({
      ok: true,
      entries,
      manifest: { training: false, missing: [], visit: { id, plate: '01KG123ABC' }, files: { length: 5 } },
    });
    await expect.poll(() => readdirSync(path.join(root, 'exports'))).toEqual([]);
  });

  test.skipIf(!python)(
    'is what zipfile, sha256sum and ten lines of Python say it is (skipped without python3)',
    async () => {
      const { file } = await exported(decided(), { language: 'ru', training: true });
      const folder = path.join(root, 'unpacked');
      mkdirSync(folder);
      execFileSync('python3', ['-m', 'zipfile', '-e', file, folder]);
      const sums = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
      expect(sums.trim().split('\n')).toHaveLength(6);
      expect(sums).not.toMatch(/FAILED/);
      const readme = readFileSync(path.join(folder, 'README.txt'), 'utf8');
      expect(readme).toMatch(/^УЧЕБН/);
      // The program that the README gives, as it stands there.
      const lines = readme.split('\r\n');
      const program = lines.slice(lines.findIndex((line) => line.includes('import hashlib')));
      const source = program.slice(0, program.findIndex((line) => line.includes('sound')) + 1);
      const script = path.join(folder, 'check.py');
      writeFileSync(script, source.map((line) => line.slice(2)).join('\n'));
      expect(execFileSync('python3', [script], { cwd: folder, encoding: 'utf8' }).trim()).toBe('sound');
      const written = path.join(folder, 'entries.jsonl');
      writeFileSync(written, readFileSync(written, 'utf8').replace('Плитка', 'Плитки'));
      expect(() => execFileSync('python3', [script], { cwd: folder, stdio: 'pipe' })).toThrow();
    },
  );

  test('marks training in its name and its words', async () => {
    const { file, name } = await exported(decided(), { training: true });
    expect(name).toMatch(/-TRAINING\.zip$/);
    expect(await checkEvidence(file)).toMatchObject({ ok: true, manifest: { training: true } });
  });

  test('gives away every changed byte of what it holds', async () => {
    const { file } = await exported(decided());
    const whole = readFileSync(file);
    const broken = path.join(root, 'broken.zip');
    for (const what of ['II* high', '01KG123ABC-', 'UEsDBA', 'scans/']) {
      const place = whole.indexOf(what);
      if (place < 0) continue;
      const bytes = Buffer.from(whole);
      bytes[place + 2] = (bytes[place + 2] ?? 0) ^ 1;
      writeFileSync(broken, bytes);
      expect(await checkEvidence(broken), what).toMatchObject({ ok: false });
    }
    writeFileSync(broken, whole.subarray(0, whole.length - 30));
    expect(await checkEvidence(broken)).toMatchObject({ ok: false });
    writeFileSync(broken, 'no archive');
    expect(await checkEvidence(broken)).toMatchObject({ ok: false, why: 'it is no ZIP archive' });
    expect(await checkEvidence(path.join(root, 'nowhere.zip'))).toMatchObject({ ok: false });
  });

  test('names what is gone or changed, and holds the rest', async () => {
    const id = decided();
    const [first = '', second = ''] = readdirSync(path.join(root, 'scans')).sort();
    rmSync(path.join(root, 'scans', first));
    writeFileSync(path.join(root, 'scans', second), 'another picture');
    const { file } = await exported(id);
    expect(await checkEvidence(file)).toMatchObject({
      ok: true,
      manifest: {
        missing: [
          { name: `scans/${first}`, why: 'missing' },
          { name: `scans/${second}`, why: 'changed' },
        ],
      },
    });
  });

  test('that is damaged anywhere is read to a verdict', async () => {
    const { file } = await exported(decided());
    const whole = readFileSync(file);
    const broken = path.join(root, 'broken.zip');
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (place, bits) => {
        const bytes = Buffer.from(whole);
        bytes[place] = (bytes[place] ?? 0) ^ bits;
        writeFileSync(broken, bytes);
        expect(typeof (await checkEvidence(broken)).ok).toBe('boolean');
      }),
      { numRuns: 60 },
    );
  });

  test('holds the photos of the examination as they came, and gives away a changed one', async () => {
    const content = 'a photo, byte for byte';
    const sum = createHash('sha256').update(content).digest('hex');
    const photo = { sha256: sum, type: 'image/webp', bytes: content.length, width: 4, height: 3 } as const;
    const two = postOn(at.place, at.journal, { photoOf: () => photo });
    const id = at.arrive();
    at.scan(id);
    two.decide(id, 'refer');
    two.say(id, { command: 'startExamination' });
    const photos = [{ sha256: sum, caption: 'the wall' }];
    two.say(id, { command: 'endExamination', outcome: 'nothing', note: '', detained: false, photos });
    mkdirSync(path.join(root, 'photos'), { recursive: true });
    const place = path.join(root, 'photos', `${sum}.webp`);
    writeFileSync(place, content);
    const { file } = await exported(id);
    const whole = readFileSync(file);
    expect(await checkEvidence(file)).toMatchObject({ ok: true, manifest: { missing: [] } });
    const at0 = whole.indexOf(content);
    writeFileSync(file, whole.with(at0, whole[at0]! ^ 1));
    expect(await checkEvidence(file)).toMatchObject({
      ok: false,
      why: expect.stringContaining(`photos/${sum}.webp`),
    });
    writeFileSync(place, 'another');
    expect(await checkEvidence((await exported(id)).file)).toMatchObject({
      ok: true,
      manifest: { missing: [{ name: `photos/${sum}.webp`, sha256: sum, why: 'changed' }] },
    });
  });

  test('is refused to everyone while a second officer has yet to look independently, and so is the sheet', async () => {
    const fourEyes = { ...plainRules.fourEyes, always: true };
    const two = postOn(at.place, at.journal, { decisions: { ...plainRules, fourEyes } });
    const id = at.arrive();
    at.scan(id);
    const asSheet = (by: string) =>
      sheetOf(
        { visitId: id, by, language: 'en' },
        {
          visits: at.visits,
          photos: { thumbnail: () => Promise.reject() },
          pictures: { info: () => Promise.reject(), tile: () => Promise.reject() },
          journal: at.journal,
          officers: { list: () => [] },
          ...{
            post: { name: 'P', timeZone: 'UTC', training: false },
            version: '0',
            at: at.place.clock.utc(),
          },
        },
      );
    two.decide(id, 'release');
    const entries = at.journal.entriesOf(id).length;
    for (const { serviceNumber, ...by } of [boris, ana]) {
      const asked = { visitId: id, commandId: commandId(), language: 'en' } as const;
      const refused = { code: 'FIRST_LOOK_WITHHELD' };
      await expect(
        files().make({ ...asked, by: { ...officer, ...by, serviceNumber } }),
      ).rejects.toMatchObject(refused);
      await expect(asSheet(serviceNumber)).rejects.toMatchObject(refused);
    }
    expect(at.journal.entriesOf(id)).toHaveLength(entries);
    two.decide(id, 'release', boris);
    expect(await checkEvidence((await exported(id)).file)).toMatchObject({ ok: true });
    expect((await asSheet('101')).name).toMatch(/pdf$/);
  });

  test('of no visit is refused, and of a station that was stopped meanwhile nothing is left', async () => {
    const asked = { commandId: commandId(), by: officer, language: 'en' } as const;
    await expect(files().make({ visitId: 'none', ...asked })).rejects.toMatchObject({
      code: 'VISIT_UNKNOWN',
    });
    mkdirSync(path.join(root, 'exports'), { recursive: true });
    writeFileSync(path.join(root, 'exports', 'half.zip'), 'PK');
    files();
    expect(existsSync(path.join(root, 'exports'))).toBe(false);
  });
});
