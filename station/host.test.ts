import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PictureInfo } from '../native-bridge/imaging/scan-picture.ts';
import type { VisitView } from './api/views.pure.ts';
import { callAndScan, linesReceived, patience, scannerReady, until } from './at-the-lane.fixture.ts';
import {
  type Ask,
  clientOf,
  closePost,
  commandOn,
  goToWork,
  openPost,
  refusalOf,
  temporaryFolder,
  tidyUp,
} from './post.fixture.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(tidyUp);
const picture = async (ask: Ask, session: string, scanId: string) => {
  const answer = await ask(`/scans/${scanId}`, { headers: { 'x-scanpost-session': session } });
  return { status: answer.status, info: answer.ok ? ((await answer.json()) as PictureInfo) : null };
};

describe('the station, behind its seam', () => {
  it('does the whole job: a truck is called, scanned, seen, decided, and its scan archived', async () => {
    const dataFolder = temporaryFolder();
    const { ask } = await openPost({ dataFolder });
    const work = await goToWork(ask);
    const { client, session } = work;
    const waiting = (await client.visits.open.query()).filter((visit) => visit.state === 'arrived');
    expect(waiting.length).toBe(6);

    const scanning = await callAndScan(work);
    expect(scanning).toMatchObject({ id: waiting[0]?.id, state: 'scanning', lane: '1' });
    const ready = await until(work, scanning.id, ({ state }) => expect(state).toBe('image-ready'));
    const scan = ready.scans[0];
    expect(scan).toMatchObject({ state: 'complete', defects: [] });
    for (const moment of ['arrived', 'called', 'scanStarted', 'beamOn', 'beamOff', 'imageReady'] as const) {
      expect(ready.moments[moment], moment).toMatch(/^\d{4}-.*Z$/);
    }

    const opened = await client.commands.open.mutate(commandOn(ready));
    const { info } = await picture(ask, session, scan?.id ?? '');
    expect(info).toMatchObject({ state: 'complete', columns: scan?.lines });
    const tile = await ask(`/scans/${scan?.id}/tiles/${(info?.levels ?? 1) - 1}/0/0`, {
      headers: { 'x-scanpost-session': session },
    });
    expect(tile.headers.get('content-type')).toBe('application/octet-stream');
    expect(
      Buffer.from(await tile.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe('SPT1');

    const released = await client.commands.decide.mutate({
      ...commandOn(opened),
      decision: 'release',
      reason: '',
      scanId: scan?.id ?? '',
      fidelity: 'full',
      seenPercent: 80,
    });
    expect(released).toMatchObject({ state: 'released', decision: { kind: 'release', by: '4117' } });

    await until(work, scanning.id, ({ scans }) => expect(scans[0]?.archived).toBe(true));
    await vi.waitFor(() => expect(readdirSync(path.join(dataFolder, 'captures'))).toEqual([]), patience);
    const archived = await picture(ask, session, scan?.id ?? '');
    expect(archived.info).toEqual(info);
    const plane = await ask(`/scans/${scan?.id}/planes/0.tif`, {
      headers: { 'x-scanpost-session': session },
    });
    expect(plane.headers.get('content-type')).toBe('image/tiff');
    expect(
      Buffer.from(await plane.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('II');
  });

  it('reports the shift, and exports it as a file that a spreadsheet opens', async () => {
    const { ask } = await openPost({ dataFolder: temporaryFolder() });
    const { client, session } = await goToWork(ask);
    const report = await client.shifts.report.query();
    expect(report).toMatchObject({ waitingNow: 6, decided: 0 });
    expect(report.journalHead).toMatch(/^[0-9a-f]{64}$/);
    expect((await client.shifts.list.query())[0]).toEqual(report.shift);
    const csv = await ask('/exports/shift.csv?language=ru', { headers: { 'x-scanpost-session': session } });
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="shift-[\dT-]+\.csv"$/);
    const bytes = Buffer.from(await csv.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString()).toContain(report.visits[0]?.plate);
    const wrong = await ask('/exports/shift.csv?language=xx', { headers: { 'x-scanpost-session': session } });
    expect(wrong.status).toBe(400);
  });

  it('sends what happens to whoever follows, and the lines of a scan while they come', async () => {
    const { ask } = await openPost({ dataFolder: temporaryFolder(), training: { speed: 20 } });
    const work = await goToWork(ask);
    const leaving = new AbortController();
    const stream = await ask(`/rpc/post.events?input=${encodeURIComponent('{}')}`, {
      headers: { 'x-scanpost-session': work.session, accept: 'text/event-stream' },
      signal: leaving.signal,
    });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    let text = '';
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) text += Buffer.from(chunk).toString();
    })().catch(() => undefined);

    const scanning = await callAndScan(work);
    await until(work, scanning.id, ({ state }) => expect(state).toBe('image-ready'));
    await vi.waitFor(() => expect(text).toContain('"kind":"scan.ended"'), patience);
    expect(text).toMatch(/"type":"lines","scanId":"[^"]+","lines":[1-9]/);
    expect(text).toContain('"type":"scanner"');
    expect(text).toMatch(/^id: \d+$/m);
    leaving.abort();
    await reading;
  });

  it('tells an officer who has signed out nothing more, though the stream is open', async () => {
    const { ask } = await openPost({ dataFolder: temporaryFolder() });
    const { session, client } = await goToWork(ask);
    const stream = await ask(`/rpc/post.events?input=${encodeURIComponent('{}')}`, {
      headers: { 'x-scanpost-session': session, accept: 'text/event-stream' },
    });
    let text = '';
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) text += Buffer.from(chunk).toString();
    })();
    await vi.waitFor(() => expect(text).toContain('"type":"scanner"'), patience);
    await client.session.signOut.mutate();
    await reading;
    expect(text).not.toContain('officer.signed-out');
  });

  it('ends a scan as incomplete when it is stopped, and still has it after the next start', async () => {
    const dataFolder = temporaryFolder();
    const post = await openPost({ dataFolder, training: { speed: 3 } });
    const work = await goToWork(post.ask);
    const scanning = await callAndScan(work);
    await linesReceived(work, 50);
    await closePost(post);

    const again = await openPost({ dataFolder });
    const back = await goToWork(again.ask);
    const visit = await back.client.visits.get.query({ visitId: scanning.id });
    expect(visit).toMatchObject({ state: 'image-ready', notice: { code: 'SCAN_INCOMPLETE' } });
    expect(visit.scans[0]).toMatchObject({ state: 'incomplete' });
    expect(visit.scans[0]?.defects.map(({ kind }) => kind)).toContain('station-stopped');
    await until(back, scanning.id, ({ scans }) => expect(scans[0]?.archived).toBe(true));
    expect((await picture(again.ask, back.session, visit.scans[0]?.id ?? '')).info?.state).toBe('incomplete');
  });

  it('stops a running scan on an officer’s word, and the truck can be scanned again', async () => {
    const { ask } = await openPost({ dataFolder: temporaryFolder(), training: { speed: 3 } });
    const work = await goToWork(ask);
    const scanning = await callAndScan(work);
    await linesReceived(work, 20);
    await work.client.commands.abortScan.mutate({ ...commandOn(scanning), reason: 'someone is inside' });
    const ended = await until(work, scanning.id, ({ state }) => expect(state).toBe('image-ready'));
    expect(ended.scans[0]?.defects.map(({ kind }) => kind)).toContain('aborted');
    const { scanStarted = '', beamOn = '', beamOff = '' } = ended.moments;
    // The warning before the beam is no part of it: 5 s (IEC 62523) at the simulator's pace.
    expect(Date.parse(beamOn) - Date.parse(scanStarted)).toBeGreaterThan(5000 / 3 - 100);
    expect(beamOff > beamOn).toBe(true);
  });

  it('refuses a scan whose lane has no scanner that is ready, and leaves the visit as it was', async () => {
    const { ask } = await openPost({
      dataFolder: temporaryFolder(),
      scanner: 'line-stream:tcp://127.0.0.1:1',
    });
    const { client } = await goToWork(ask);
    const called = await client.visits.callNext.mutate({ commandId: randomUUID(), lane: '1' });
    expect(await refusalOf(client.commands.startScan.mutate(commandOn(called)))).toBe('SCANNER_OFFLINE');
    expect(await client.visits.get.query({ visitId: called.id })).toEqual(called);
    await vi.waitFor(async () => {
      const [scanner] = (await client.post.view.query()).scanners;
      expect(scanner).toMatchObject({ state: 'comms-lost', link: 'retrying', beamOn: null });
    }, patience);
  });

  it('lets one of two officers win a truck and tells the other who has it', async () => {
    const { ask } = await openPost({ dataFolder: temporaryFolder() });
    const { client } = await goToWork(ask);
    await client.officers.add.mutate({
      serviceNumber: '4118',
      name: 'Second',
      password: 'first password',
      roles: ['officer'],
      language: 'ru',
    });
    const second = await clientOf(ask).session.signIn.mutate({
      serviceNumber: '4118',
      password: 'first password',
    });
    const other = clientOf(ask, second.session);
    await other.session.changePassword.mutate({
      password: 'first password',
      newPassword: 'another password',
    });
    const [truck] = await client.visits.open.query();
    const race = await Promise.allSettled([
      client.commands.callTruck.mutate({ ...commandOn(truck as VisitView), lane: '1' }),
      other.commands.callTruck.mutate({ ...commandOn(truck as VisitView), lane: '1' }),
    ]);
    expect(race.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await refusalOf(other.officers.list.query())).toBe('NOT_ALLOWED');
  });

  it('carries a command out once, however often it comes', async () => {
    const { ask } = await openPost({ dataFolder: temporaryFolder() });
    const work = await goToWork(ask);
    await scannerReady(work);
    const called = await work.client.visits.callNext.mutate({ commandId: randomUUID(), lane: '1' });
    const command = commandOn(called);
    const outcomes = await Promise.all([
      work.client.commands.startScan.mutate(command),
      work.client.commands.startScan.mutate(command),
      work.client.commands.startScan.mutate(command),
    ]);
    expect(new Set(outcomes.map(({ scans }) => scans.length))).toEqual(new Set([1]));
  });

  it('asks for a session where one is needed, and knows none of a former run', async () => {
    const dataFolder = temporaryFolder();
    const post = await openPost({ dataFolder });
    const { session } = await goToWork(post.ask);
    expect((await post.ask('/scans/none')).status).toBe(401);
    expect((await post.ask('/exports/shift.csv')).status).toBe(401);
    expect((await picture(post.ask, session, 'none')).status).toBe(404);
    expect((await picture(post.ask, session, '..%2F..%2Fmode')).status).toBe(404);
    await closePost(post);
    const again = await openPost({ dataFolder });
    expect(await refusalOf(clientOf(again.ask, session).session.me.query())).toBe('SIGN_IN_NEEDED');
    expect(await clientOf(again.ask).session.hello.query()).toMatchObject({
      firstRun: false,
      mode: 'training',
    });
  });

  it('says what was wrong with a call that does not parse, and nothing of its insides when it breaks', async () => {
    const { ask } = await openPost({ dataFolder: temporaryFolder() });
    const { client } = await goToWork(ask);
    expect(await refusalOf(client.visits.get.query({ visitId: '' }))).toBe('INPUT_INVALID');
    const answer = await ask('/rpc/visits.get?input=%7Bnot-json');
    expect(await answer.text()).not.toMatch(/node_modules|at .*\.ts/);
  });
});
