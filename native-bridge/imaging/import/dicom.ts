import { type Budget, checkSize } from './budget.ts';
import { type DicomFile, doublePixelsTag, floatPixelsTag, readDicomFile } from './dicom-file.ts';
import { type PixelLayout, readFrames } from './dicom-pixels.ts';
import type { DicomValues } from './dicom-values.ts';
import type { DecodedPicture, DecodedReport, PixelPitch } from './imported-picture.ts';
import { notARadiograph, unreadable, unsupportedSyntax } from './refusals.ts';
import { summariseThreatReport } from './threat-report.ts';

/**
 * The stored values of a DICOM or DICOS picture; rescaling, look-up tables, windows and overlays are left out. More
 * than one frame only for more than one energy. A DICOS threat detection report comes back as text.
 * Throws BridgeError.
 */
export async function decodeDicom(
  bytes: Uint8Array,
  budget: Budget,
): Promise<DecodedPicture | DecodedReport> {
  const file = readDicomFile(bytes, budget);
  const { values } = file;
  if (file.isThreatReport) {
    return { kind: 'report', summary: summariseThreatReport(values), about: file.about };
  }
  const layout = layoutOf(file);
  const energiesMeV = energiesOf(values, layout.frames);
  checkSize(layout.columns, layout.rows, layout.frames, budget);
  const frames = await readFrames(file, layout, budget);
  return {
    kind: 'picture',
    format: file.format,
    width: layout.columns,
    height: layout.rows,
    planes: highestFirst(frames.planes, energiesMeV),
    bitsStored: layout.bitsStored,
    counts: countsOf(values),
    zeroAt: frames.zeroAt,
    pitch: pitchOf(values),
    energiesMeV: energiesMeV === null ? null : [...energiesMeV].sort((a, b) => b - a),
    about: file.about,
  };
}

/** Pixels as the header says they are. Throws BridgeError when that is no radiograph, or nonsense. */
function layoutOf({ values, pixels, syntax }: DicomFile): PixelLayout {
  if (pixels === null) {
    const modality = values.text(0x00080060);
    throw notARadiograph(`it has no pixels${modality === '' ? '' : ` (modality ${modality})`}`);
  }
  if (pixels.tag === floatPixelsTag || pixels.tag === doublePixelsTag) {
    throw notARadiograph('its numbers are floating point');
  }
  const samples = values.u16(0x00280002) ?? 1;
  const photometric = values.text(0x00280004);
  if (samples !== 1) throw notARadiograph(`it is in colour (${photometric || `${samples} values a pixel`})`);
  refuseColour(photometric, values);
  const layout = {
    rows: required(values, 0x00280010, 'rows'),
    columns: required(values, 0x00280011, 'columns'),
    frames: framesOf(values),
    bitsAllocated: required(values, 0x00280100, 'bits allocated'),
    bitsStored: values.u16(0x00280101) ?? required(values, 0x00280100, 'bits allocated'),
    signed: (values.u16(0x00280103) ?? 0) === 1,
  };
  const { bitsAllocated, bitsStored } = layout;
  if (bitsStored === 1 || bitsAllocated === 1) throw notARadiograph('it has 1 bit a pixel');
  if (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32) {
    throw notARadiograph(`it has ${bitsAllocated} bit a pixel, 8 to 16 are read`);
  }
  const highBit = values.u16(0x00280102) ?? bitsStored - 1;
  if (bitsStored > bitsAllocated || bitsStored < 2 || highBit >= bitsAllocated || highBit < bitsStored - 1) {
    throw unreadable(`its ${bitsStored} bits cannot lie at bit ${highBit} of ${bitsAllocated}`);
  }
  if (syntax.packing === null) throw unsupportedSyntax(syntax.name);
  return { ...layout, highBit };
}

function required(values: DicomValues, tag: number, what: string): number {
  const value = values.u16(tag);
  if (value === null) throw unreadable(`its header does not say how many ${what} it has`);
  return value;
}

/**
 * A palette is a way of showing: where the header calls the values themselves beam intensities, as DICOS radiographs
 * with a palette do, they are counts and are read as such.
 */
function refuseColour(photometric: string, values: DicomValues): void {
  if (photometric === 'MONOCHROME1' || photometric === 'MONOCHROME2') return;
  if (photometric === 'PALETTE COLOR' && values.has(0x00281040)) return;
  if (photometric === '') throw unreadable('its header does not say whether it is grey');
  throw notARadiograph(
    photometric === 'PALETTE COLOR'
      ? 'it is in the colours of a palette'
      : `it is in colour (${photometric})`,
  );
}

function framesOf(values: DicomValues): number {
  if (!values.has(0x00280008)) return 1;
  const [frames] = values.decimals(0x00280008) ?? [];
  if (frames === undefined || !Number.isInteger(frames) || frames < 1) {
    throw unreadable(`its number of frames is “${values.text(0x00280008)}”`);
  }
  return frames;
}

/** Energies from the tube's or accelerator's voltage (KVP): as many different ones as there are frames, or null. */
function energiesOf(values: DicomValues, frames: number): number[] | null {
  const energies = (values.decimals(0x00180060) ?? []).map((kilovolts) => kilovolts / 1000);
  const usable = energies.every((energy) => energy > 0 && energy < 1000);
  if (usable && energies.length === frames && new Set(energies).size === frames) return energies;
  if (frames > 1)
    throw notARadiograph(`it has ${frames} frames, and does not say that they are energies of one picture`);
  return null;
}

function highestFirst<Plane>(planes: readonly Plane[], energies: readonly number[] | null): readonly Plane[] {
  if (energies === null) return planes;
  const order = energies.map((energy, index) => ({ energy, index })).sort((a, b) => b.energy - a.energy);
  return order.map(({ index }) => planes[index]!);
}

/**
 * What larger values mean. Pixel Intensity Relationship Sign says it (PS3.3, C.8.11.3.1.2: 1 is more beam, -1 less);
 * without it MONOCHROME1 is taken for what its display is, more material being brighter in the numbers.
 */
function countsOf(values: DicomValues): 'transmission' | 'attenuation' {
  const sign = values.i16(0x00281041);
  if (sign === 1 || sign === -1) return sign === 1 ? 'transmission' : 'attenuation';
  return values.text(0x00280004) === 'MONOCHROME1' ? 'attenuation' : 'transmission';
}

/**
 * Row spacing comes first in DICOM. Pixel Spacing is at the object. Imager Pixel Spacing is at the detector, and is
 * brought to the object by the magnification where the file has it; without, it gives proportions only.
 */
function pitchOf(values: DicomValues): PixelPitch | null {
  const spacing = spacingOf(values, 0x00280030);
  if (spacing !== null) return { ...spacing, known: true };
  const atDetector = spacingOf(values, 0x00181164) ?? spacingOf(values, 0x00182010);
  if (atDetector === null) return null;
  const [magnification] = values.decimals(0x00181114) ?? [];
  if (magnification === undefined || magnification < 1 || magnification > 100)
    return { ...atDetector, known: false };
  return {
    acrossMm: atDetector.acrossMm / magnification,
    downMm: atDetector.downMm / magnification,
    known: true,
  };
}

function spacingOf(values: DicomValues, tag: number): { acrossMm: number; downMm: number } | null {
  const [downMm = 0, acrossMm = 0] = values.decimals(tag) ?? [];
  const usable = (mm: number) => mm >= 0.001 && mm < 10_000;
  return usable(downMm) && usable(acrossMm) ? { acrossMm, downMm } : null;
}
