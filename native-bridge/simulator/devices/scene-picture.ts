import sharp from 'sharp';
import { z } from 'zod';
import { openScene, sceneNames } from '../scenes.ts';

/** A scene as a picture of another program: rows are detectors, columns are lines. */
export interface ScenePicture {
  readonly width: number;
  readonly height: number;
  /** One per energy, highest first, row by row. */
  readonly planes: readonly Uint16Array<ArrayBuffer>[];
  readonly energiesMeV: readonly number[];
  /** At the object. */
  readonly pitchMm: { readonly across: number; readonly down: number };
}

/** What of a scene is ordered. */
export const sceneOrder = {
  scene: z.string().max(100).optional(),
  seed: z.int().min(0).max(0xffffffff).optional(),
  /** The first so many lines of it; all without. */
  lines: z.int().min(1).max(100_000).optional(),
};

/** Throws BridgeError SCENE_UNKNOWN. */
export function scenePicture(
  wish: { readonly scene?: string | undefined; readonly lines?: number | undefined },
  seed: number,
): ScenePicture {
  const scene = openScene(wish.scene ?? sceneNames()[0] ?? '', seed);
  const { detectors, energiesMeV, detectorPitchMm, linePitchMm } = scene.geometry;
  const width = Math.min(scene.lines, wish.lines ?? scene.lines);
  const planes = energiesMeV.map(() => new Uint16Array(width * detectors));
  const perLine = energiesMeV.length * detectors;
  const block = 256;
  for (let first = 0; first < width; first += block) {
    const lines = Math.min(block, width - first);
    const bytes = scene.lineBlock(first, lines);
    const counts = new DataView(bytes.buffer);
    planes.forEach((plane, energy) => {
      for (let line = 0; line < lines; line++) {
        for (let row = 0; row < detectors; row++) {
          const at = line * perLine + energy * detectors + row;
          plane[row * width + first + line] = counts.getUint16(2 * at, true);
        }
      }
    });
  }
  return {
    width,
    height: detectors,
    planes,
    energiesMeV,
    pitchMm: { across: linePitchMm, down: detectorPitchMm },
  };
}

/** The plane of the highest energy, 16 bit, without loss. */
export function greyFile(picture: ScenePicture, format: 'tiff' | 'png'): Promise<Buffer> {
  const { width, height, planes } = picture;
  // A bare buffer would be taken for 8 bit, and without the colour space it would become that.
  const image = sharp(planes[0], { raw: { width, height, channels: 1 } }).toColourspace('grey16');
  return format === 'png'
    ? image.png({ compressionLevel: 3 }).toBuffer()
    : image.tiff({ compression: 'deflate', predictor: 'horizontal' }).toBuffer();
}
