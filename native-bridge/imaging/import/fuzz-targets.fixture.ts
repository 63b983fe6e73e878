import { createRequire } from 'node:module';
import { deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { BridgeError } from '../../errors.ts';
import type { Budget } from './budget.ts';
import { decodeFile } from './decode.ts';
import { dicomDataSet, dicomFile } from './dicom-files.fixture.ts';
import { usualBudget } from './usual-budget.fixture.ts';

type Codecs = typeof import('dcmjs-codecs');

/** What fuzzing takes: sound files to change, and what must hold for any bytes at all. */
export interface FuzzTarget {
  readonly name: string;
  seeds(): Promise<readonly Uint8Array[]>;
  /** Resolves when the bytes were taken or refused as they must be; rejects on a finding. */
  run(bytes: Uint8Array): Promise<void>;
}

const width = 23;
const height = 17;
const cells = Uint16Array.from({ length: width * height }, (_, i) => (i * 2657 + (i >> 3)) & 0xffff);
const cellBytes = new Uint8Array(cells.buffer);

/** Every parser of pictures there is, in the thread that calls. */
export const importFuzzTargets: readonly FuzzTarget[] = [
  { name: 'TIFF', seeds: tiffSeeds, run: decodes },
  { name: 'PNG', seeds: pngSeeds, run: decodes },
  { name: 'DICOM', seeds: dicomSeeds, run: decodes },
  { name: 'JPEG in DICOM', seeds: jpegSeeds, run: decodes },
];

/** Little, so that a run of many files does not spend itself on memory. */
const small: Budget = { ...usualBudget, pixelBytes: 256 * 1024 };

/** A picture whose planes have its size, or one of the refusals. */
async function decodes(bytes: Uint8Array): Promise<void> {
  try {
    const decoded = await decodeFile(bytes, small);
    if (decoded.kind === 'report') return;
    const { planes, width, height, bitsStored } = decoded;
    if (planes.length < 1 || planes.some((plane) => plane.length !== width * height)) {
      throw new Error(`planes of ${planes.map((plane) => plane.length)} for ${width} × ${height}`);
    }
    const most = Math.min(0xffff, 2 ** bitsStored - 1);
    if (decoded.format !== 'png' && planes.some((plane) => plane.some((value) => value > most))) {
      throw new Error(`a count beyond ${bitsStored} bit`);
    }
  } catch (error) {
    if (!(error instanceof BridgeError && error.code.startsWith('IMAGE_'))) throw error;
  }
}

async function tiffSeeds(): Promise<Uint8Array[]> {
  const settings = [
    { compression: 'none' },
    { compression: 'lzw', predictor: 'horizontal' },
    { compression: 'deflate', predictor: 'horizontal', tile: true, tileWidth: 16, tileHeight: 16 },
    { compression: 'packbits' },
    { compression: 'none', bigtiff: true },
    { compression: 'deflate', miniswhite: true },
  ] as const;
  return Promise.all(settings.map((options) => grey16().tiff(options).toBuffer()));
}

function pngSeeds(): Promise<Uint8Array[]> {
  const settings = [{}, { progressive: true }, { adaptiveFiltering: true }];
  return Promise.all(settings.map((options) => grey16().png(options).toBuffer()));
}

function grey16() {
  return sharp(cells, { raw: { width, height, channels: 1 } }).toColourspace('grey16');
}

function dicomSeeds(): Promise<Uint8Array[]> {
  const picture = { rows: height, columns: width, pixels: cellBytes };
  // One item with one empty element in it.
  const sequence = Buffer.from('feff00e0080000000800501155490000', 'hex');
  const deflated = dicomFile({ transferSyntax: '1.2.840.10008.1.2.1.99' });
  const meta = deflated.subarray(0, deflated.length - dicomDataSet({}).length);
  return Promise.resolve([
    dicomFile({ ...picture, more: [[0x00081140, 'SQ', sequence]] }),
    dicomFile({ ...picture, transferSyntax: '1.2.840.10008.1.2', explicit: false }),
    dicomFile({ ...picture, transferSyntax: '1.2.840.10008.1.2.2', littleEndian: false }),
    Buffer.concat([meta, deflateRawSync(dicomDataSet(picture))]),
    dicomFile({ ...picture, bitsStored: 12, highBit: 13, signed: true }),
    dicomFile({ sopClass: '1.2.840.10008.5.1.4.1.1.501.3', more: [[0x40101031, 'CS', 'ALARM']] }),
  ]);
}

async function jpegSeeds(): Promise<Uint8Array[]> {
  const { NativeCodecs, Context } = createRequire(import.meta.url)('dcmjs-codecs') as Codecs;
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
  const context = () =>
    new Context({
      width,
      height,
      bitsAllocated: 16,
      bitsStored: 16,
      samplesPerPixel: 1,
      pixelRepresentation: 0,
      planarConfiguration: 0,
      photometricInterpretation: 'MONOCHROME2',
      decodedBuffer: cellBytes,
    });
  const packed = [
    ['1.2.840.10008.1.2.5', NativeCodecs.encodeRle(context())],
    [
      '1.2.840.10008.1.2.4.70',
      NativeCodecs.encodeJpeg(context(), { lossy: false, predictor: 1, pointTransform: 0 }),
    ],
    ['1.2.840.10008.1.2.4.80', NativeCodecs.encodeJpegLs(context(), { lossy: false })],
    ['1.2.840.10008.1.2.4.90', NativeCodecs.encodeJpeg2000(context(), { lossy: false })],
  ] as const;
  return packed.map(([transferSyntax, frame]) =>
    dicomFile({ rows: height, columns: width, transferSyntax, pixels: [frame.getEncodedBuffer()!] }),
  );
}
