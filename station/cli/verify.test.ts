import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import { stationKinds, stationReadModels } from '../journal/contents.ts';
import type { Post } from '../visits/visits.fixture.ts';
import { post } from '../visits/visits.fixture.ts';

let at: Post;
beforeEach(() => {
  // No checkpoint changes a file while it is looked at.
  at = post({ kinds: stationKinds, readModels: stationReadModels, timers: manualTimers() });
});
afterEach(() => at.close());

interface Said {
  readonly exit: number;
  readonly json: Record<string, unknown>;
  readonly sentence: string;
}

function verify(...more: string[]): Promise<Said> {
  const file = path.join(import.meta.dirname, 'verify.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [file, at.place.folder, ...more], (fault, stdout, stderr) => {
      resolve({ exit: Number(fault?.code ?? 0), json: JSON.parse(stdout), sentence: stderr });
    });
  });
}

/** A truck decided, its scan archived as two planes. Returns the first plane's file. */
function archivedScan(): string {
  const id = at.arrive();
  const scanId = at.scan(id);
  const scans = path.join(at.place.folder, 'scans');
  mkdirSync(scans, { recursive: true });
  const planes = [0, 1].map((plane) => {
    const content = `plane ${plane} of ${scanId}`;
    writeFileSync(path.join(scans, `${scanId}.${plane}.tif`), content);
    return { file: `${scanId}.${plane}.tif`, sha256: createHash('sha256').update(content).digest('hex') };
  });
  at.visits.record({ command: 'scanArchived', scanId, planes });
  at.decide(id, 'release');
  return path.join(scans, `${scanId}.0.tif`);
}

function everything(): string[] {
  return readdirSync(at.place.folder, { recursive: true, encoding: 'utf8' }).map((name) => {
    const file = path.join(at.place.folder, name);
    if (statSync(file).isDirectory()) return name;
    return `${name} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
  });
}

test('a sound folder is said to be so, with the station running and with it stopped, and nothing changes', async () => {
  archivedScan();
  const { seq, hash } = at.journal.head();
  const running = everything();
  expect(await verify()).toEqual({ exit: 0, json: { ok: true, entries: seq, head: hash }, sentence: '' });
  expect(everything()).toEqual(running);
  at.journal.close();
  const stopped = everything();
  expect(await verify()).toMatchObject({ exit: 0, json: { ok: true, entries: seq, head: hash } });
  expect(everything()).toEqual(stopped);
});

test('a scan file that is missing or changed is found at the entry that archived it', async () => {
  const plane = archivedScan();
  const archived = at.journal.read(1, 100).find((entry) => entry.kind === 'scan.archived');
  writeFileSync(plane, 'another picture');
  const changed = await verify();
  expect(changed).toMatchObject({
    exit: 1,
    json: { ok: false, firstBad: { seq: archived?.seq, id: archived?.id } },
  });
  expect(changed.sentence).toMatch(/^Entry \d+ .* is not what was archived\.\n$/);
  rmSync(plane);
  expect((await verify()).sentence).toMatch(/is missing or cannot be read/);
});

test('what devices sent is held against the journal as well, wherever a stop has left it', async () => {
  const content = 'a picture of another program';
  const sha256 = createHash('sha256').update(content).digest('hex');
  const file = `${sha256}.png`;
  const from = path.join('devices', 'folder', 'received', file);
  const received = {
    ...{ deviceId: 'folder', lane: '1', name: 'a.png', format: 'png', receivedAt: at.place.clock.utc() },
    ...{ about: {}, picture: { file, sha256 }, from },
  };
  at.journal.append([{ kind: 'image.received', subject: sha256, actor: 'device:folder', body: received }]);
  expect((await verify()).sentence).toMatch(/received\/[0-9a-f]{64}\.png it names is missing/);
  mkdirSync(path.join(at.place.folder, path.dirname(from)), { recursive: true });
  writeFileSync(path.join(at.place.folder, from), content);
  expect((await verify()).exit).toBe(0);
  mkdirSync(path.join(at.place.folder, 'received'));
  writeFileSync(path.join(at.place.folder, 'received', file), 'another');
  expect((await verify()).sentence).toMatch(/is not what was received\.\n$/);
});

test('photos are held against the journal, and those that no entry names are counted', async () => {
  const content = 'a photo';
  const sha256 = createHash('sha256').update(content).digest('hex');
  const photo = { sha256, type: 'image/jpeg', bytes: 7, width: 1, height: 1 };
  const folder = path.join(at.place.folder, 'photos');
  mkdirSync(folder);
  // Killed between the file and its entry.
  writeFileSync(path.join(folder, `${sha256}.jpg`), content);
  expect((await verify()).json).toMatchObject({ ok: true, unnamedPhotos: 1 });
  const visit = at.arrive();
  const body = { photo, caption: '', by: '101' };
  at.journal.append([{ kind: 'visit.examination-photo-attached', subject: visit, actor: 'ana', body }]);
  expect((await verify()).json).not.toHaveProperty('unnamedPhotos');
  writeFileSync(path.join(folder, `${sha256}.jpg`), 'another');
  expect((await verify()).sentence).toMatch(
    /photos\/[0-9a-f]{64}\.jpg it names is not what was attached\.\n$/,
  );
  rmSync(path.join(folder, `${sha256}.jpg`));
  expect((await verify()).sentence).toMatch(/is missing or cannot be read/);
});

test('a changed entry is named, and the sound ones before it counted', async () => {
  archivedScan();
  at.journal.close();
  const raw = new Database(at.place.file);
  raw.exec("DROP TRIGGER entries_never_change; UPDATE entries SET actor = 'x' WHERE seq = 4");
  raw.close();
  const said = await verify();
  expect(said).toMatchObject({
    exit: 1,
    json: { ok: false, firstBad: { seq: 4, why: 'it is not what was written' }, entries: 3 },
  });
  expect(said.sentence).toMatch(/^Entry 4 .*: it is not what was written\.\n$/);
});

test('a head printed on a report is found while the journal holds its entry, and missed when it does not', async () => {
  at.arrive();
  const printed = at.journal.head().hash;
  at.arrive();
  expect((await verify('--head', printed.toUpperCase())).exit).toBe(0);
  const said = await verify('--head', 'ab'.repeat(32));
  expect(said.exit).toBe(1);
  expect(said.sentence).toContain('no longer holds the entry with the given head');
});

test('a folder without a journal and a file that is none are said to be so', async () => {
  at.journal.close();
  writeFileSync(at.place.file, 'nothing of the kind');
  expect(await verify()).toMatchObject({
    exit: 1,
    json: { ok: false, firstBad: { why: 'it is not a database' } },
  });
  rmSync(at.place.file);
  expect((await verify()).sentence).toMatch(/there is no journal\.db/);
});
