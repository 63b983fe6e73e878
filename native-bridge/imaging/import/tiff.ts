import { type Budget, checkSize, checkWork } from './budget.ts';
import type { DecodedPicture, PictureOrigin, PixelPitch } from './imported-picture.ts';
import { cleanText } from './origin.ts';
import { plausiblePitch } from './pitch.ts';
import { notARadiograph, unreadable } from './refusals.ts';
import { readTiffPages, type TiffPage, tiffTag } from './tiff-pages.ts';
import { readSamples, type TiffKind } from './tiff-samples.ts';

/**
 * A grey TIFF or BigTIFF of 8 to 16 bit in either byte order, in strips or tiles, uncompressed or compressed without
 * loss (TIFF 6.0 with its technical notes). Thumbnails and lower levels are passed over; two pages are one picture
 * only when each names its energy. Throws BridgeError.
 */
export function decodeTiff(file: Uint8Array, budget: Budget): DecodedPicture {
  const pages = readTiffPages(file).filter(isFullPicture);
  const page = pages[0];
  if (page === undefined) throw notARadiograph('it holds only thumbnails and masks');
  const kinds = pages.map(kindOf);
  const kind = kinds[0]!;
  const energiesMeV = pages.length === 1 ? energyOf(page) : energiesOf(pages, kinds);
  checkSize(kind.width, kind.height, pages.length, budget);
  const { width, height } = turned(kind);
  const pictureBytes = 2 * kind.width * kind.height;
  // To turn a picture takes another of its size.
  const held = file.length + pictureBytes * (pages.length + (kind.orientation === 1 ? 0 : 1));
  checkWork(held, budget);
  const planes = pages.map((each) => turn(readSamples(file, each, kind, { held, budget }), kind));
  return {
    kind: 'picture',
    format: 'tiff',
    width,
    height,
    planes: inOrder(planes, energiesMeV),
    bitsStored: kind.bits,
    counts: kind.minIsWhite ? 'attenuation' : 'transmission',
    zeroAt: 0,
    pitch: pitchOf(page, kind),
    energiesMeV: energiesMeV === null ? null : [...energiesMeV].sort((a, b) => b - a),
    about: originOf(page),
  };
}

const photometricNames: Readonly<Record<number, string>> = {
  2: 'it is in colour (RGB)',
  3: 'it is in the colours of a palette',
  4: 'it is a mask',
  5: 'it is in printing colours (CMYK)',
  6: 'it is in colour (YCbCr)',
  8: 'it is in colour (CIE L*a*b*)',
  9: 'it is in colour (ICC L*a*b*)',
  10: 'it is in colour (ITU L*a*b*)',
  32803: 'it is a raw camera picture',
};

const formatNames: Readonly<Record<number, string>> = {
  2: 'its numbers are signed',
  3: 'its numbers are floating point',
  5: 'its numbers are complex',
  6: 'its numbers are complex',
};

/** Throws BridgeError when it is no grey picture of 8 to 16 bit. */
function kindOf(page: TiffPage): TiffKind {
  const samples = page.number(tiffTag.samplesPerPixel, 1);
  const photometric = page.number(tiffTag.photometric);
  const colour = photometricNames[photometric];
  if (colour !== undefined) throw notARadiograph(colour);
  if (photometric > 1) throw notARadiograph(`it is in colours of kind ${photometric}`);
  if (samples !== 1) {
    throw notARadiograph(
      page.has(tiffTag.extraSamples) ? 'it has an alpha channel' : `it has ${samples} values a pixel`,
    );
  }
  const format = page.number(tiffTag.sampleFormat, 1);
  const formatName = formatNames[format];
  if (formatName !== undefined) throw notARadiograph(formatName);
  const bits = page.number(tiffTag.bitsPerSample, 1);
  if (bits < 8 || bits > 16) throw notARadiograph(`it has ${bits} bit a pixel, 8 to 16 are read`);
  const orientation = page.number(tiffTag.orientation, 1);
  if (orientation < 1 || orientation > 8) throw unreadable(`its orientation is ${orientation}`);
  return {
    width: page.number(tiffTag.width),
    height: page.number(tiffTag.height),
    bits,
    minIsWhite: photometric === 0,
    orientation,
  };
}

/** Bits 0 and 2 of NewSubfileType: a smaller copy, and a mask. */
function isFullPicture(page: TiffPage): boolean {
  return (page.number(tiffTag.newSubfileType, 0) & 0b101) === 0;
}

const energyPattern = /(\d{1,3}(?:\.\d{1,3})?)\s*(?:MeV|MV)\b/i;

/** The energy a page names in its title or description, or null. */
function energyOf(page: TiffPage): [number] | null {
  const found = energyPattern.exec(`${page.text(tiffTag.pageName)} ${page.text(tiffTag.description)}`);
  const energy = Number(found?.[1]);
  return energy > 0 ? [energy] : null;
}

/** Energies of pages that are the planes of one picture. Throws BridgeError when nothing says that they are. */
function energiesOf(pages: readonly TiffPage[], kinds: readonly TiffKind[]): number[] {
  const energies = pages.flatMap((page) => energyOf(page) ?? []);
  const alike = kinds.every((kind) => JSON.stringify(kind) === JSON.stringify(kinds[0]));
  if (pages.length !== 2 || !alike || new Set(energies).size !== 2) {
    throw notARadiograph(
      `it holds ${pages.length} pictures, and does not say that they are two energies of one`,
    );
  }
  return energies;
}

/** The highest energy first, as everywhere. */
function inOrder<Plane>(planes: readonly Plane[], energies: readonly number[] | null): readonly Plane[] {
  const [first = 0, second = 0] = energies ?? [];
  return second > first ? [...planes].reverse() : planes;
}

function turned({ width, height, orientation }: TiffKind): { width: number; height: number } {
  return orientation > 4 ? { width: height, height: width } : { width, height };
}

/** Brings row 0 to the top and column 0 to the left (TIFF 6.0, Orientation). */
function turn(plane: Uint16Array<ArrayBuffer>, kind: TiffKind): Uint16Array<ArrayBuffer> {
  const { width, height, orientation } = kind;
  if (orientation === 1) return plane;
  const swapped = orientation > 4;
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  const out = new Uint16Array(plane.length);
  const size = turned(kind);
  for (let y = 0, to = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, to++) {
      const column = swapped ? y : x;
      const row = swapped ? x : y;
      out[to] =
        plane[(fromBottom ? height - 1 - row : row) * width + (fromRight ? width - 1 - column : column)]!;
    }
  }
  return out;
}

const mmPerUnit: Readonly<Record<number, number>> = { 2: 25.4, 3: 10 };

function pitchOf(page: TiffPage, { orientation }: TiffKind): PixelPitch | null {
  const unit = mmPerUnit[page.number(tiffTag.resolutionUnit, 2)];
  const x = page.rational(tiffTag.xResolution);
  const y = page.rational(tiffTag.yResolution);
  if (unit === undefined || x === null || y === null) return null;
  return orientation > 4 ? plausiblePitch(unit / y, unit / x) : plausiblePitch(unit / x, unit / y);
}

function originOf(page: TiffPage): PictureOrigin {
  const maker = cleanText(page.text(tiffTag.maker));
  const model = cleanText(page.text(tiffTag.model));
  const time = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(page.text(tiffTag.dateTime));
  return {
    ...(maker !== '' && { maker }),
    ...(model !== '' && { model }),
    ...(time !== null && { takenAt: `${time[1]}-${time[2]}-${time[3]}T${time[4]}` }),
  };
}
