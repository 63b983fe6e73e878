import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';

/*
 * Pixels of a file as programs read them that nobody here wrote: dcmtk for DICOM, libvips and libtiff for the others.
 */

/** Debian's package of a program that is not there, or null. */
export function missingTool(program: 'dcmdump' | 'tiffinfo'): string | null {
  if (spawnSync(program, ['--version']).error === undefined) return null;
  const debian = { dcmdump: 'dcmtk', tiffinfo: 'libtiff-tools' }[program];
  return `${program} is not there: install ${debian}`;
}

export type DicomUnpacker = 'dcmconv' | 'dcmdjpeg' | 'dcmdjpls' | 'dcmdrle';

/** A DICOM file's pixel cells, little-endian, as dcmtk unpacks them. */
export function dcmtkCells(file: string, unpacker: DicomUnpacker): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-dcmtk-'));
  try {
    const plain = path.join(folder, 'plain.dcm');
    run(unpacker, ['+te', file, plain]);
    run('dcmdump', ['-q', '+W', folder, plain]);
    const raw = readdirSync(folder).find((name) => name.endsWith('.raw'));
    if (raw === undefined) throw new Error(`dcmdump found no pixels in ${file}`);
    return readFileSync(path.join(folder, raw));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** 16-bit cells as numbers. */
export function cells16(bytes: Buffer): Uint16Array {
  return Uint16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i));
}

/** A grey picture's values as libvips reads them: 8 bit stay 8 bit. */
export async function vipsValues(file: string | Buffer): Promise<Uint16Array> {
  const { depth } = await sharp(file).metadata();
  const sixteen = depth === 'ushort';
  const { data } = await sharp(file, { unlimited: true })
    .toColourspace(sixteen ? 'grey16' : 'b-w')
    .extractChannel(0)
    .raw({ depth: sixteen ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return sixteen ? cells16(data) : Uint16Array.from(data);
}

/** Bytes of a TIFF's only strip, found by libtiff. */
export function onlyStrip(file: string): Buffer {
  const found = /\n\s*0: \[\s*(\d+),\s*(\d+)\]/.exec(run('tiffinfo', ['-s', file]));
  if (found === null) throw new Error(`tiffinfo tells no strip of ${file}`);
  const [offset, length] = [Number(found[1]), Number(found[2])];
  return readFileSync(file).subarray(offset, offset + length);
}

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
