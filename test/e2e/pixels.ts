import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type { SceneScan } from '../../native-bridge/simulator/scenes.ts';
import type { StationClient } from './station-client.ts';

/** One energy of a picture: 16-bit values row by row, row 0 at the top. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Uint16Array;
}

const run = promisify(execFile);

/** What the simulator sends for the first `lines` lines of a scene, turned from lines into rows. */
export function sentPlanes(scene: SceneScan, lines = scene.lines): Plane[] {
  const { detectors, energiesMeV } = scene.geometry;
  const bytes = scene.lineBlock(0, lines);
  const sent = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  return energiesMeV.map((_energy, plane) => {
    const values = new Uint16Array(detectors * lines);
    for (let line = 0; line < lines; line += 1) {
      const from = (line * energiesMeV.length + plane) * detectors;
      for (let row = 0; row < detectors; row += 1) values[row * lines + line] = sent[from + row]!;
    }
    return { width: lines, height: detectors, values };
  });
}

/** A 16-bit grey TIFF as sharp reads it. */
export async function readWithSharp(tiff: Uint8Array): Promise<Plane> {
  const { data, info } = await sharp(tiff)
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1) throw new Error(`${info.channels} channels where one plane was expected`);
  return {
    width: info.width,
    height: info.height,
    values: new Uint16Array(data.buffer, data.byteOffset, data.length / 2),
  };
}

/** The same through libtiff's own `tiffcp`, which unpacks it to bare strips that this reads without any library. */
export async function readWithTiffcp(tiff: Uint8Array, folder: string): Promise<Plane> {
  const packed = path.join(folder, 'packed.tif');
  const bare = path.join(folder, 'bare.tif');
  await writeFile(packed, tiff);
  await run('tiffcp', ['-s', '-c', 'none', '-r', '1000000', `${packed},0`, bare]);
  return readBareTiff(await readFile(bare));
}

/** All level-0 tiles of a scan as the station serves them, with their aprons. */
export async function* readTiles(officer: StationClient, scanId: string) {
  const info = await (await officer.get(`/scans/${scanId}`)).json();
  const { columns, geometry, state } = info as {
    columns: number;
    geometry: { detectors: number };
    state: string;
  };
  for (let row = 0; row * 512 < geometry.detectors; row += 1) {
    for (let column = 0; column * 512 < columns; column += 1) {
      const answer = await officer.get(`/scans/${scanId}/tiles/0/${column}/${row}`);
      if (!answer.ok) throw new Error(`tile ${column}/${row}: ${answer.status} ${await answer.text()}`);
      yield { column, row, state, ...parseTile(await answer.arrayBuffer()) };
    }
  }
}

/** The part of a plane that a level-0 tile covers, apron included, where the picture's edge repeats outwards. */
export function cutTile(
  planes: readonly Plane[],
  column: number,
  row: number,
  width: number,
  height: number,
) {
  const { width: columns, height: rows } = planes[0]!;
  const values = new Uint16Array(width * height * planes.length);
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    const fromRow = Math.min(Math.max(row * 512 - 1 + y, 0), rows - 1);
    for (let x = 0; x < width; x += 1) {
      const fromColumn = Math.min(Math.max(column * 512 - 1 + x, 0), columns - 1);
      for (const plane of planes) {
        values[at] = plane.values[fromRow * columns + fromColumn]!;
        at += 1;
      }
    }
  }
  return values;
}

/** Where two pictures first differ, in words; null when they are bit for bit the same. */
export function difference(a: Uint16Array, b: Uint16Array): string | null {
  if (a.length !== b.length) return `${a.length} values against ${b.length}`;
  const same = Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(
    Buffer.from(b.buffer, b.byteOffset, b.byteLength),
  );
  if (same) return null;
  const at = a.findIndex((value, index) => value !== b[index]);
  return `value ${at}: ${a[at]} against ${b[at]}`;
}

function parseTile(body: ArrayBuffer) {
  const view = new DataView(body);
  const magic = new TextDecoder().decode(new Uint8Array(body, 0, 4));
  if (magic !== 'SPT1') throw new Error(`not a tile: ${magic}`);
  const width = view.getUint16(4, true);
  const height = view.getUint16(6, true);
  const planes = view.getUint16(8, true);
  const final = (view.getUint16(10, true) & 1) === 1;
  return { width, height, planes, final, values: new Uint16Array(body.slice(16)) };
}

/** TIFF 6.0, as far as one uncompressed little-endian grey plane needs it. */
function readBareTiff(file: Buffer): Plane {
  if (file.toString('latin1', 0, 4) !== 'II*\0') throw new Error('not a little-endian TIFF');
  const directory = file.readUInt32LE(4);
  const tags = new Map<number, readonly number[]>();
  for (let entry = 0; entry < file.readUInt16LE(directory); entry += 1) {
    const at = directory + 2 + entry * 12;
    const size = file.readUInt16LE(at + 2) === 3 ? 2 : 4;
    const count = file.readUInt32LE(at + 4);
    const from = count * size <= 4 ? at + 8 : file.readUInt32LE(at + 8);
    if (from + count * size > file.length) continue;
    const values = Array.from({ length: count }, (_, index) => file.readUIntLE(from + index * size, size));
    tags.set(file.readUInt16LE(at), values);
  }
  const one = (tag: number) => tags.get(tag)?.[0];
  const [width, height] = [one(256) ?? 0, one(257) ?? 0];
  if (one(258) !== 16 || (one(259) ?? 1) !== 1) throw new Error('not 16 bits uncompressed');
  const offsets = tags.get(273) ?? [];
  const lengths = tags.get(279) ?? [];
  const bytes = Buffer.concat(
    offsets.map((offset, strip) => file.subarray(offset, offset + (lengths[strip] ?? 0))),
  );
  return { width, height, values: new Uint16Array(new Uint8Array(bytes).buffer) };
}
