import { openScene } from '../../native-bridge/simulator/scenes.ts';
import { programPath } from './browser.ts';
import { expect, lineStream, type Post, test } from './harness.ts';
import {
  cutTile,
  difference,
  type Plane,
  readTiles,
  readWithSharp,
  readWithTiffcp,
  sentPlanes,
} from './pixels.ts';
import { archived, pictureThere, startScan } from './scanning.ts';
import type { StationClient } from './station-client.ts';

test('every pixel the scanner sent is in the tiles, before the archive is written and after', async ({
  post,
}) => {
  const { officer, visitId, sent } = await scan(post, 'machinery', 11);
  const visit = await pictureThere(officer, visitId);
  const { id: scanId, ...summary } = visit.scans.at(-1)!;
  expect(summary).toMatchObject({ state: 'complete', lines: sent[0]!.width, defects: [] });
  await expectTiles(officer, scanId, sent);
  await archived(officer, visitId);
  await expectTiles(officer, scanId, sent);
});

test('every pixel the scanner sent is in the archive, as sharp reads it', async ({ post }) => {
  const { officer, visitId, sent } = await scan(post, 'reefer', 12);
  for (const [plane, tiff] of (await archives(officer, visitId, sent)).entries()) {
    expectSame(await readWithSharp(tiff), sent[plane]!);
  }
});

test('every pixel the scanner sent is in the archive, as libtiff’s own tool reads it', async ({ post }) => {
  test.skip(programPath('tiffcp') === null, 'no tiffcp on this machine: apt-get install libtiff-tools');
  const { officer, visitId, sent } = await scan(post, 'curtain-sider', 13);
  for (const [plane, tiff] of (await archives(officer, visitId, sent)).entries()) {
    expectSame(await readWithTiffcp(tiff, post.dataFolder), sent[plane]!);
  }
});

async function scan(post: Post, scene: string, seed: number) {
  // Worked out first: it takes seconds, in which this process would answer nobody.
  const sent = sentPlanes(openScene(scene, seed));
  const simulator = await post.startSimulator({ scene, seed });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const officer = await post.officer(station);
  const { id: visitId } = await startScan(officer, '01KG123ABC');
  return { officer, visitId, sent };
}

async function archives(officer: StationClient, visitId: string, sent: readonly Plane[]) {
  const visit = await archived(officer, visitId);
  return Promise.all(
    sent.map(async (_plane, index) => {
      const answer = await officer.get(`/scans/${visit.scans.at(-1)!.id}/planes/${index}.tif`);
      expect(answer.status).toBe(200);
      return new Uint8Array(await answer.arrayBuffer());
    }),
  );
}

async function expectTiles(officer: StationClient, scanId: string, sent: readonly Plane[]): Promise<void> {
  let tiles = 0;
  for await (const { column, row, width, height, planes, final, values } of readTiles(officer, scanId)) {
    expect({ column, row, planes, final }).toEqual({ column, row, planes: sent.length, final: true });
    expect(difference(values, cutTile(sent, column, row, width, height)), `tile ${column}/${row}`).toBeNull();
    tiles += 1;
  }
  expect(tiles).toBe(Math.ceil(sent[0]!.width / 512) * Math.ceil(sent[0]!.height / 512));
}

function expectSame(read: Plane, sent: Plane): void {
  expect([read.width, read.height]).toEqual([sent.width, sent.height]);
  expect(difference(read.values, sent.values)).toBeNull();
}
