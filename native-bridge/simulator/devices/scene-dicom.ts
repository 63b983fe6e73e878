import { randomUUID } from 'node:crypto';
import dimse, { type Dataset } from 'dcmjs-dimse';
import { part10Header } from '../../drivers/dicom-receiver/part10.ts';
import type { ScenePicture } from './scene-picture.ts';

export const storageClasses = {
  cr: '1.2.840.10008.5.1.4.1.1.1',
  dx: '1.2.840.10008.5.1.4.1.1.1.1.1',
  'dicos-dx': '1.2.840.10008.5.1.4.1.1.501.2.2',
  ct: '1.2.840.10008.5.1.4.1.1.2',
} as const;
export type StorageClass = keyof typeof storageClasses;

const explicitLittleEndian = '1.2.840.10008.1.2.1';

/** A scene as a DICOM object: one frame for each energy, 16 bit, larger counts where more of the beam came through. */
export function sceneDataset(
  picture: ScenePicture,
  kind: StorageClass,
  reference: string,
  taken: Date,
): Dataset {
  const { width, height, planes, energiesMeV, pitchMm } = picture;
  const time = taken.toISOString().replaceAll(/[-:]/g, '');
  const uid = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
  return new dimse.Dataset(
    {
      SOPClassUID: storageClasses[kind],
      SOPInstanceUID: uid(),
      StudyInstanceUID: uid(),
      SeriesInstanceUID: uid(),
      Modality: kind === 'ct' ? 'CT' : kind === 'cr' ? 'CR' : 'DX',
      Manufacturer: 'Scanpost',
      ManufacturerModelName: 'simulator',
      PatientID: reference,
      ContentDate: time.slice(0, 8),
      ContentTime: time.slice(9, 15),
      AcquisitionDateTime: `${time.slice(0, 8)}${time.slice(9, 15)}+0000`,
      TimezoneOffsetFromUTC: '+0000',
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      NumberOfFrames: String(planes.length),
      Rows: height,
      Columns: width,
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 0,
      PixelIntensityRelationship: 'LIN',
      PixelIntensityRelationshipSign: 1,
      PixelSpacing: [String(pitchMm.down), String(pitchMm.across)],
      KVP: energiesMeV.map((energy) => String(energy * 1000)),
      _vrMap: { PixelData: 'OW' },
      PixelData: [Uint8Array.from(Buffer.concat(planes.map((plane) => Buffer.from(plane.buffer)))).buffer],
    },
    explicitLittleEndian,
  );
}

/** The object as a file (PS3.10). */
export function dicomFile(dataset: Dataset): Buffer {
  const of = (name: string) => String(dataset.getElement(name));
  return Buffer.concat([
    part10Header({
      sopClass: of('SOPClassUID'),
      sopInstance: of('SOPInstanceUID'),
      transferSyntax: explicitLittleEndian,
    }),
    dataset.getDenaturalizedDataset(),
  ]);
}
