import { stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { dicomFile } from '../../native-bridge/imaging/import/dicom-files.fixture.ts';
import { importPicture } from '../../native-bridge/imaging/import/import-picture.ts';
import { type Bench, type Figure, quantile } from './bench.ts';
import { largestScan } from './largest-scan.ts';

type Codecs = typeof import('dcmjs-codecs');
type Encode = 'encodeRle' | 'encodeJpeg' | 'encodeJpegLs' | 'encodeJpeg2000';

const rounds = 3;

/** Pictures of other programs, from the file to counts in the station's memory. */
export const importing: Bench = {
  name: 'import',
  about:
    'one plane of 1536 × 12000 at 16 bit as TIFF, PNG and DICOM: read, checked, decoded and hashed in a thread of its ' +
    'own, MB of counts a second; baseline: sharp decoding the same file to raw counts',
  async run({ folder, progress }) {
    const figures: Figure[] = [];
    const plane = firstPlane();
    for (const { name, write, hasBaseline } of formats) {
      const file = path.join(folder, `${name.replaceAll(' ', '-')}.bin`);
      await writeFile(file, await write(plane));
      const ours: number[] = [];
      const bare: number[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(await megabytesASecond(plane, async () => (await importPicture(file)).planes[0]!));
        if (hasBaseline) bare.push(await megabytesASecond(plane, () => withSharp(file)));
      }
      const { size } = await stat(file);
      progress(`${name}, ${Math.round(size / 1e6)} MB: ${Math.round(quantile(ours, 0.5))} MB/s`);
      figures.push({
        name: `import ${name}`,
        value: quantile(ours, 0.5),
        unit: 'MB/s',
        ...(hasBaseline && { baseline: { name: 'sharp', value: quantile(bare, 0.5) } }),
      });
    }
    return figures;
  },
};

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Uint16Array<ArrayBuffer>;
}

interface Format {
  readonly name: string;
  readonly write: (plane: Plane) => Promise<Uint8Array>;
  /** Whether sharp reads it. */
  readonly hasBaseline: boolean;
}

const formats: readonly Format[] = [
  { name: 'TIFF', write: (plane) => grey(plane).tiff({ compression: 'none' }).toBuffer(), hasBaseline: true },
  {
    name: 'TIFF LZW',
    write: (plane) => grey(plane).tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
    hasBaseline: true,
  },
  {
    name: 'TIFF deflate tiled',
    write: (plane) =>
      grey(plane)
        .tiff({
          compression: 'deflate',
          predictor: 'horizontal',
          tile: true,
          tileWidth: 512,
          tileHeight: 512,
        })
        .toBuffer(),
    hasBaseline: true,
  },
  {
    name: 'PNG',
    write: (plane) => grey(plane).png({ adaptiveFiltering: true }).toBuffer(),
    hasBaseline: true,
  },
  {
    name: 'DICOM',
    write: (plane) => Promise.resolve(dicom(plane, '1.2.840.10008.1.2.1', bytesOf(plane))),
    hasBaseline: false,
  },
  {
    name: 'DICOM RLE',
    write: (plane) => packed(plane, '1.2.840.10008.1.2.5', 'encodeRle'),
    hasBaseline: false,
  },
  {
    name: 'DICOM JPEG lossless',
    write: (plane) => packed(plane, '1.2.840.10008.1.2.4.70', 'encodeJpeg'),
    hasBaseline: false,
  },
  {
    name: 'DICOM JPEG-LS',
    write: (plane) => packed(plane, '1.2.840.10008.1.2.4.80', 'encodeJpegLs'),
    hasBaseline: false,
  },
  {
    name: 'DICOM JPEG 2000',
    write: (plane) => packed(plane, '1.2.840.10008.1.2.4.90', 'encodeJpeg2000'),
    hasBaseline: false,
  },
];

function firstPlane(): Plane {
  const scan = largestScan();
  const { detectors: height, energiesMeV } = scan.geometry;
  const width = scan.lines;
  const values = new Uint16Array(width * height);
  for (let line = 0; line < width; line++) {
    const bytes = scan.lineBlock(line, 1);
    const column = new Uint16Array(bytes.buffer, bytes.byteOffset, height * energiesMeV.length);
    for (let row = 0; row < height; row++) values[row * width + line] = column[row]!;
  }
  return { width, height, values };
}

/** Fails where a count is not what it was: a fast wrong answer is no figure. */
async function megabytesASecond(plane: Plane, decode: () => Promise<Uint16Array>): Promise<number> {
  const began = performance.now();
  const values = await decode();
  const seconds = (performance.now() - began) / 1000;
  if (
    Buffer.compare(bytesOf(plane), new Uint8Array(values.buffer, values.byteOffset, values.byteLength)) !== 0
  ) {
    throw new Error('The counts are not the ones that were written.');
  }
  return bytesOf(plane).length / 1e6 / seconds;
}

async function withSharp(file: string): Promise<Uint16Array> {
  const { data } = await sharp(file, { unlimited: true })
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  return new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
}

function grey({ values, width, height }: Plane) {
  return sharp(values, { raw: { width, height, channels: 1 } }).toColourspace('grey16');
}

function bytesOf({ values }: Plane): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values.buffer);
}

function dicom(plane: Plane, transferSyntax: string, pixels: Uint8Array | readonly Uint8Array[]): Buffer {
  return dicomFile({ rows: plane.height, columns: plane.width, transferSyntax, pixels });
}

async function packed(plane: Plane, transferSyntax: string, encode: Encode): Promise<Buffer> {
  const { NativeCodecs, Context } = createRequire(import.meta.url)('dcmjs-codecs') as Codecs;
  await NativeCodecs.initializeAsync();
  const context = new Context({
    width: plane.width,
    height: plane.height,
    bitsAllocated: 16,
    bitsStored: 16,
    samplesPerPixel: 1,
    pixelRepresentation: 0,
    planarConfiguration: 0,
    photometricInterpretation: 'MONOCHROME2',
    decodedBuffer: bytesOf(plane),
  });
  const frame = NativeCodecs[encode](context, { lossy: false, predictor: 1, pointTransform: 0 });
  NativeCodecs.release();
  return dicom(plane, transferSyntax, [frame.getEncodedBuffer()!]);
}
