import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  archivedScan,
  callAndScan,
  linesReceived,
  patience,
  scannerReady,
  until,
} from '../../station/at-the-lane.fixture.ts';
import { settableClock } from '../../station/clock.ts';
import {
  type Ask,
  closePost,
  commandOn,
  goToWork,
  openPost,
  refusalOf,
  startedPost,
  temporaryFolder,
  tidyUp,
} from '../../station/post.fixture.ts';
import { folderState } from './folder-state.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(tidyUp);

const asOfficer = (session: string) => ({ headers: { 'x-scanpost-session': session } });
const faultOf = async (ask: Ask, session: string, at: string) => {
  const answer = await ask(at, asOfficer(session));
  const { scanpost } = (await answer.json()) as { scanpost?: { code: string } };
  return { status: answer.status, code: scanpost?.code };
};

/** `npm run verify`, as another person would call it. */
function verified(folder: string): { status: number | null; ok: boolean } {
  const entry = path.join(import.meta.dirname, '../../station/cli/verify.ts');
  const { status, stdout } = spawnSync(process.execPath, [entry, folder], { encoding: 'utf8' });
  return { status, ok: (JSON.parse(stdout) as { ok: boolean }).ok };
}

describe('a scan file that is not right', () => {
  it('is named when it is missing, shown again when it is put back, and harms no other', async () => {
    const folder = temporaryFolder();
    const { ask } = await openPost({ dataFolder: folder });
    const work = await goToWork(ask);
    const { scanId } = await archivedScan(work);
    const file = path.join(folder, 'scans', readdirSync(path.join(folder, 'scans')).sort()[0] ?? '');
    const before = folderState(path.join(folder, 'scans'));

    renameSync(file, `${file}.away`);
    expect(await faultOf(ask, work.session, `/scans/${scanId}`)).toEqual({
      status: 404,
      code: 'SCAN_FILE_MISSING',
    });
    renameSync(`${file}.away`, file);
    expect((await ask(`/scans/${scanId}`, asOfficer(work.session))).status).toBe(200);
    expect(folderState(path.join(folder, 'scans'))).toEqual(before);
  });

  it('is named when it is damaged, and the post works on', async () => {
    const folder = temporaryFolder();
    const first = await openPost({ dataFolder: folder });
    const before = await goToWork(first.ask);
    const { scanId } = await archivedScan(before);
    await closePost(first);
    for (const name of readdirSync(path.join(folder, 'scans')))
      truncateSync(path.join(folder, 'scans', name), 5000);

    const { ask } = await openPost({ dataFolder: folder });
    const work = await goToWork(ask);
    const fault = await faultOf(ask, work.session, `/scans/${scanId}`);
    expect(fault).toEqual({ status: 500, code: 'SCAN_FILE_DAMAGED' });
    const next = await archivedScan(work);
    expect((await ask(`/scans/${next.scanId}`, asOfficer(work.session))).status).toBe(200);
  });

  it('cannot be written: the visit says so and the truck can be scanned again', async () => {
    const folder = temporaryFolder();
    const { ask } = await openPost({ dataFolder: folder });
    const work = await goToWork(ask);
    await scannerReady(work);
    const captures = path.join(folder, 'captures');
    rmSync(captures, { recursive: true });
    writeFileSync(captures, 'in the way');
    const { id } = await callAndScan(work);
    const failed = await until(work, id, ({ state }) => expect(state).toBe('called'));
    expect(failed.notice).toMatchObject({ code: 'CAPTURE_WRITE_FAILED' });

    rmSync(captures);
    mkdirSync(captures);
    await scannerReady(work);
    await work.client.commands.startScan.mutate(
      commandOn(await work.client.visits.get.query({ visitId: id })),
    );
    const ready = await until(work, id, ({ state }) => expect(state).toBe('image-ready'));
    expect(ready).toMatchObject({ notice: null, scans: [{ number: 1 }, { number: 2, state: 'complete' }] });
  });

  it('cannot be archived: the capture stays, the picture is there, and an alert says so', async () => {
    const folder = temporaryFolder();
    const post = await openPost({ dataFolder: folder });
    const work = await goToWork(post.ask);
    const scans = path.join(folder, 'scans');
    rmSync(scans, { recursive: true });
    writeFileSync(scans, 'in the way');
    const { id } = await callAndScan(work);
    const visit = await until(work, id, ({ state }) => expect(state).toBe('image-ready'));
    await vi.waitFor(async () => {
      const { alerts } = await work.client.post.view.query();
      expect(alerts).toEqual([expect.objectContaining({ code: 'SCANS_NOT_ARCHIVED' })]);
    }, patience);
    const scanId = visit.scans[0]?.id ?? '';
    expect((await post.ask(`/scans/${scanId}`, asOfficer(work.session))).status).toBe(200);
    expect(readdirSync(path.join(folder, 'captures'))).toEqual([`${scanId}.strips`]);

    await closePost(post);
    rmSync(scans);
    const again = await openPost({ dataFolder: folder });
    const back = await goToWork(again.ask);
    await until(back, id, (seen) => expect(seen.scans[0]?.archived).toBe(true));
    expect((await back.client.post.view.query()).alerts).toEqual([]);
  });
});

describe('a clock that is set back', () => {
  it('is said on every screen, keeps the record whole and stops nobody', async () => {
    const folder = temporaryFolder();
    const clock = settableClock('2026-03-01T08:00:00.000Z');
    const post = await openPost({ dataFolder: folder, clock, scanner: 'line-stream:tcp://127.0.0.1:1' });
    const { client } = await goToWork(post.ask);
    expect((await client.post.view.query()).alerts).toEqual([]);
    clock.advance(1000);
    clock.setUtc('2026-03-01T06:00:00.000Z');
    const called = await client.visits.callNext.mutate({ commandId: randomUUID(), lane: '1' });
    expect(called.state).toBe('called');
    expect((await client.post.view.query()).alerts).toEqual([
      {
        code: 'CLOCK_SET_BACK',
        details: { expected: '2026-03-01T08:00:01.000Z', found: '2026-03-01T06:00:00.000Z' },
      },
    ]);
    await closePost(post);
    expect(verified(folder)).toEqual({ status: 0, ok: true });
  });
});

describe('kill -9', () => {
  it('in the middle of a scan loses nothing acknowledged, and the capture comes back to its last whole strip', async () => {
    const folder = temporaryFolder();
    const first = await startedPost('--data', folder, '--simulator-speed', '2', '--training-seed', '7');
    const work = await goToWork(first.ask);
    const trucks = await work.client.visits.open.query();
    const cancelled = await work.client.commands.cancel.mutate({
      ...commandOn(trucks.at(-1) as (typeof trucks)[number]),
      reason: 'turned back',
    });
    const scanning = await callAndScan(work);
    const scanId = scanning.scans[0]?.id ?? '';
    const shown = await vi.waitFor(async () => {
      const { columns } = await (await first.ask(`/scans/${scanId}`, asOfficer(work.session))).json();
      expect(columns).toBeGreaterThan(200);
      return Number(columns);
    }, patience);
    await first.end('SIGKILL');

    expect(verified(folder)).toEqual({ status: 0, ok: true });

    const second = await startedPost('--data', folder, '--simulator-speed', '2');
    const back = await goToWork(second.ask);
    expect(await back.client.visits.get.query({ visitId: cancelled.id })).toEqual(cancelled);
    const recovered = await back.client.visits.get.query({ visitId: scanning.id });
    expect(recovered).toMatchObject({ state: 'image-ready', notice: { code: 'SCAN_INCOMPLETE' } });
    const scan = recovered.scans[0];
    expect(scan?.defects.map(({ kind }) => kind)).toContain('station-stopped');
    expect(scan?.lines).toBeGreaterThanOrEqual(shown);

    await until(back, scanning.id, ({ scans }) => expect(scans[0]?.archived).toBe(true));
    const opened = await back.client.commands.open.mutate(
      commandOn(await back.client.visits.get.query({ visitId: scanning.id })),
    );
    const decided = await back.client.commands.decide.mutate({
      ...commandOn(opened),
      decision: 're-scan',
      reason: 'incomplete',
      scanId: scan?.id ?? '',
      fidelity: 'incomplete',
      seenPercent: 100,
    });
    await second.end('SIGKILL');
    const third = await startedPost('--data', folder);
    const after = await goToWork(third.ask);
    expect(await after.client.visits.get.query({ visitId: scanning.id })).toEqual(decided);
    expect(await third.end('SIGTERM')).toBe(0);
    expect(verified(folder)).toEqual({ status: 0, ok: true });
  });
});

describe('the network to the scanner', () => {
  it('cut in the middle of a scan gives a marked incomplete scan, and comes back by itself', async () => {
    const cable = await startCable();
    const { ask } = await openPost({
      dataFolder: temporaryFolder(),
      scanner: `line-stream:${cable.address}`,
    });
    const work = await goToWork(ask);
    const { id } = await callAndScan(work);
    await linesReceived(work, 50);
    cable.cut();
    const visit = await until(work, id, ({ state }) => expect(state).toBe('image-ready'));
    expect(visit.notice).toMatchObject({ code: 'SCAN_INCOMPLETE' });
    expect(visit.scans[0]?.defects.map(({ kind }) => kind)).toContain('link-lost');
    // The scan's end comes from the driver a moment before the word of its link.
    await vi.waitFor(async () => {
      const { scanners } = await work.client.post.view.query();
      expect(scanners[0]?.state).toBe('comms-lost');
    }, patience);
    const other = await work.client.visits.callNext.mutate({ commandId: randomUUID(), lane: '1' });
    expect(await refusalOf(work.client.commands.startScan.mutate(commandOn(other)))).toBe('SCANNER_OFFLINE');

    cable.mend();
    await scannerReady(work);
    await cable.end();
  });
});

/** A simulator behind a cable that can be cut. */
async function startCable() {
  const { startTrainingSimulator } = await import('../../station/devices/training-simulator.ts');
  const { systemTimers } = await import('../../native-bridge/transport/timers.ts');
  const { noLog } = await import('../../station/log.ts');
  const simulator = startTrainingSimulator({ speed: 3, timers: systemTimers, log: noLog() });
  const port = await vi.waitFor(() => Number(simulator.address().split(':').at(-1)), patience);
  const ends = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => undefined).on('close', () => ends.delete(end));
    }
    return near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    whole = false;
    for (const end of ends) end.destroy();
  };
  return {
    address: `tcp://127.0.0.1:${(server.address() as { port: number }).port}`,
    cut,
    mend: () => {
      whole = true;
    },
    end: async () => {
      cut();
      server.close();
      await simulator.close();
    },
  };
}
