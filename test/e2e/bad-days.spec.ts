import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { openScene } from '../../native-bridge/simulator/scenes.ts';
import { arrive, expect, lineStream, on, test } from './harness.ts';
import { cutTile, difference, readTiles, sentPlanes } from './pixels.ts';
import { startProgram } from './processes.ts';
import { linesReceived, pictureThere, scannerReady, startScan } from './scanning.ts';

const verified = z.object({ ok: z.literal(true), entries: z.int(), head: z.string().length(64) });

test('a station killed in mid-scan keeps the scan up to its last whole strip, and it can be decided', async ({
  post,
}) => {
  const simulator = await post.startSimulator({ scene: 'tanker', seed: 3, speed: 4 });
  const scanner = lineStream(simulator.report.port);
  const first = await post.startStation({ scanner });
  const before = await post.officer(first);
  const { id } = await startScan(before, '01KG777KIL');
  await linesReceived(before, 900);
  await first.end('SIGKILL');

  const officer = await post.officer(await post.startStation({ scanner }));
  const visit = await pictureThere(officer, id);
  const scan = visit.scans.at(-1)!;
  expect(scan.state).toBe('incomplete');
  expect(visit.notice?.code).toBe('SCAN_INCOMPLETE');
  expect(scan.defects.map(({ kind }) => kind)).toContain('station-stopped');
  // What was flushed before the kill is there; the flush is bounded, so the last strips of the moment may not be.
  expect(scan.lines).toBeGreaterThan(0);

  const sent = sentPlanes(openScene('tanker', 3), scan.lines);
  for await (const tile of readTiles(officer, scan.id)) {
    const wished = cutTile(sent, tile.column, tile.row, tile.width, tile.height);
    expect(difference(tile.values, wished), `tile ${tile.column}/${tile.row}`).toBeNull();
  }
  const opened = await officer.calls.commands.open.mutate(on(visit));
  const decided = await officer.calls.commands.decide.mutate({
    ...on(opened),
    decision: 'refer',
    reason: 'The picture is not whole.',
    scanId: scan.id,
    fidelity: 'incomplete',
    seenPercent: 100,
  });
  expect(decided).toMatchObject({ state: 'referred', decision: { kind: 'refer', fidelity: 'incomplete' } });
});

test('a station killed amid commands has kept every one that it acknowledged', async ({ post }) => {
  const first = await post.startStation();
  const before = await post.officer(first);
  const acknowledged: string[] = [];
  let killed = false;
  // The kill falls somewhere inside a stream of commands, each sent as soon as the one before is acknowledged.
  const stream = Array.from({ length: 4 }, async () => {
    while (!killed) {
      try {
        const { id } = await arrive(before);
        acknowledged.push(id);
      } catch (fault) {
        if (!killed) throw fault;
      }
    }
  });
  await expect.poll(() => acknowledged.length, { intervals: [5] }).toBeGreaterThan(50);
  killed = true;
  await first.end('SIGKILL');
  await Promise.all(stream);

  const second = await post.startStation();
  const officer = await post.officer(second);
  const open = new Set((await officer.calls.visits.open.query()).map(({ id }) => id));
  expect(acknowledged.filter((id) => !open.has(id))).toEqual([]);
  await second.end();
  const verdict = await startProgram('station/cli/verify.ts', [post.dataFolder], (line) =>
    verified.parse(line),
  );
  expect(verdict.report.entries).toBeGreaterThan(acknowledged.length);
});

test('a station killed in mid-decision has either recorded the decision or not, and says which', async ({
  post,
}) => {
  const simulator = await post.startSimulator({ scene: 'empty-trailer', seed: 5 });
  const scanner = lineStream(simulator.report.port);
  const first = await post.startStation({ scanner });
  const before = await post.officer(first);
  const { id } = await startScan(before, '01KG778DEC');
  const visit = await pictureThere(before, id);
  const opened = await before.calls.commands.open.mutate(on(visit));
  const decision = {
    ...on(opened),
    decision: 'release' as const,
    reason: 'As declared.',
    scanId: visit.scans.at(-1)!.id,
    fidelity: 'full' as const,
    seenPercent: 100,
  };
  const answer = before.calls.commands.decide.mutate(decision).then(
    () => 'acknowledged',
    () => 'not acknowledged',
  );
  // Sent, and with luck neither received nor answered yet: both outcomes must hold.
  await new Promise((resolve) => setImmediate(resolve));
  await first.end('SIGKILL');
  const outcome = await answer;

  const officer = await post.officer(await post.startStation({ scanner }));
  const after = await officer.calls.visits.get.query({ visitId: id });
  if (outcome === 'acknowledged') expect(after.state).toBe('released');
  else expect(['in-analysis', 'released']).toContain(after.state);
  // Sent again with the same id it is the same command: nothing is decided twice.
  const again = await officer.calls.commands.decide.mutate(decision);
  expect(again).toMatchObject({ state: 'released', decision: { kind: 'release', reason: 'As declared.' } });
});

test('a scanner’s cable pulled in mid-scan leaves a marked picture, and the next scan is whole', async ({
  post,
}) => {
  const simulator = await post.startSimulator({ scene: 'curtain-sider', seed: 7, speed: 4 });
  const link = await post.startLink(simulator);
  const station = await post.startStation({ scanner: lineStream(link.port) });
  const officer = await post.officer(station);
  const { id } = await startScan(officer, '01KG779CUT');
  await linesReceived(officer, 600);
  link.cut();

  const visit = await pictureThere(officer, id);
  const scan = visit.scans.at(-1)!;
  expect(scan.state).toBe('incomplete');
  expect(scan.defects.map(({ kind }) => kind)).toContain('link-lost');
  expect(visit.notice?.code).toBe('SCAN_INCOMPLETE');
  const lost = (await officer.calls.post.view.query()).scanners[0];
  expect(lost).toMatchObject({ link: 'retrying', state: 'comms-lost', beamOn: null });

  link.restore();
  const lane = await scannerReady(officer);
  const opened = await officer.calls.commands.open.mutate(on(visit));
  const again = await officer.calls.commands.decide.mutate({
    ...on(opened),
    decision: 're-scan',
    reason: 'The link was lost.',
    scanId: scan.id,
    fidelity: 'incomplete',
    seenPercent: 60,
  });
  expect(again).toMatchObject({ state: 'called', lane });
  await officer.calls.commands.startScan.mutate(on(again));
  const whole = await pictureThere(officer, id);
  expect(whole.scans.map(({ state }) => state)).toEqual(['incomplete', 'complete']);
});

test('a scanner that falls silent in mid-scan ends as an incomplete picture, not as a wait for ever', async ({
  post,
}) => {
  const simulator = await post.startSimulator({ scene: 'curtain-sider', seed: 8, speed: 4 });
  const link = await post.startLink(simulator);
  const officer = await post.officer(await post.startStation({ scanner: lineStream(link.port) }));
  const { id } = await startScan(officer, '01KG780SIL');
  await linesReceived(officer, 600);
  link.stall();
  const visit = await pictureThere(officer, id);
  expect(visit.scans.at(-1)).toMatchObject({ state: 'incomplete' });
  expect(visit.scans.at(-1)!.lines).toBeGreaterThanOrEqual(600);
  link.resume();
  await scannerReady(officer);
});

test('of two officers who call the next truck at once, one gets it and the other is told', async ({
  post,
}) => {
  const simulator = await post.startSimulator();
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const first = await post.officer(station);
  const second = await post.officer(station, {
    serviceNumber: '4118',
    name: 'Second Officer',
    password: 'battery staple',
  });
  const lane = await scannerReady(first);
  const truck = await arrive(first, { plate: '01KG001ONE' });
  await arrive(first, { plate: '01KG002TWO' });
  const calls = await Promise.allSettled(
    [first, second].map(({ calls: { visits } }) => visits.callNext.mutate({ commandId: randomUUID(), lane })),
  );
  const got = calls.filter((call) => call.status === 'fulfilled');
  expect(got.map(({ value }) => value.id)).toEqual([truck.id]);
  const [refused] = calls.filter((call) => call.status === 'rejected');
  expect(refused?.reason.data.scanpost.code).toBe('LANE_BUSY');
  const queue = await first.calls.visits.open.query();
  expect(queue.filter(({ state }) => state === 'called')).toHaveLength(1);
});
