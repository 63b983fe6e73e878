import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { geometryOf } from '../../native-bridge/imaging/strips.fixture.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import { Thumbnails } from './thumbnails.ts';

const planes = [{ file: 'a.tif', sha256: 'ab'.repeat(32) }];
const columns = 400;
const rows = 8;
const log = { warn: () => {} } as unknown as Logger;

let folder: string;
let read: number;
let listen: ((entry: { kind: string; body: unknown }) => void) | null;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scanpost-thumbnails-'));
  read = 0;
  listen = null;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onAppend = ((listener: typeof listen) => {
  listen = listener;
  return () => {};
}) as unknown as Journal['onAppend'];

function thumbnails(archived = true): Thumbnails {
  const scan = { visitId: 'v', state: 'complete', lines: columns, imported: false } as const;
  return new Thumbnails({
    folder: path.join(folder, 'thumbnails'),
    journal: { onAppend },
    visits: { scan: (id) => (id === 's' ? { ...scan, planes: archived ? planes : null } : null) },
    pictures: {
      info: async () => ({
        scanId: 's',
        geometry: geometryOf(rows, [6]),
        columns,
        state: 'complete',
        levels: 2,
      }),
      tile: async (_id, { level }) => {
        read += 1;
        return { bytes: tile(Math.ceil(columns / 2 ** level), Math.ceil(rows / 2 ** level)), final: true };
      },
    },
    log,
  });
}

function tile(width: number, height: number) {
  const bytes = new Uint8Array(16 + (width + 2) * (height + 2) * 2);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x53505431);
  view.setUint16(4, width + 2, true);
  view.setUint16(6, height + 2, true);
  view.setUint16(8, 1, true);
  view.setUint32(12, width, true);
  bytes.fill(0xff, 16);
  return bytes;
}

describe('thumbnails', () => {
  test('are small, made once, and kept under the hash of the scan', async () => {
    const shelf = thumbnails();
    const [one, same] = await Promise.all([shelf.of('s'), shelf.of('s')]);
    expect(one).toEqual(same);
    expect(read).toBe(1);
    expect(await sharp(one).metadata()).toMatchObject({ format: 'jpeg', width: 200, height: 4 });
    expect(readdirSync(path.join(folder, 'thumbnails'))).toEqual([`${planes[0]?.sha256}.jpg`]);
    expect(await thumbnails().of('s')).toEqual(one);
    expect(read).toBe(1);
  });

  test('are made again where they are missing or cut short', async () => {
    const whole = await thumbnails().of('s');
    truncateSync(path.join(folder, 'thumbnails', `${planes[0]?.sha256}.jpg`), 20);
    expect(await thumbnails().of('s')).toEqual(whole);
    rmSync(path.join(folder, 'thumbnails'), { recursive: true });
    expect(await thumbnails().of('s')).toEqual(whole);
    expect(read).toBe(3);
  });

  test('are there as soon as a scan is archived', async () => {
    const shelf = thumbnails();
    listen?.({ kind: 'scan.archived', body: { scanId: 's', planes } });
    await vi.waitFor(() => expect(readdirSync(path.join(folder, 'thumbnails'))).toHaveLength(1));
    await shelf.close();
  });

  test('say why there is none', async () => {
    await expect(thumbnails(false).of('s')).rejects.toMatchObject({ code: 'SCAN_NOT_ARCHIVED' });
    await expect(thumbnails().of('other')).rejects.toMatchObject({ code: 'SCAN_UNKNOWN' });
  });
});
