import type { Sharp, SharpOptions } from 'sharp';
import { mostPhotoMegapixels, type PhotoType } from '../api/photo.pure.ts';
import { StationError } from '../errors.ts';

export const photoEndings = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
} as const satisfies Record<PhotoType, string>;

/** Pixels of a small photo's longer side: sharp on a list of twice the density, and on paper. */
const longestSide = 640;
const mostSeconds = 20;

/** What the first bytes of a file say it is; what it is called says nothing. Null for any other kind. */
export function typeOf(bytes: Uint8Array): PhotoType | null {
  const begins = (at: number, ...values: number[]) => values.every((value, nth) => bytes[at + nth] === value);
  if (begins(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp';
  return null;
}

/**
 * The size of a photo as it is looked at, and the photo small. All of it is decoded once, so that what cannot be shown is
 * never taken. Throws PHOTO_UNREADABLE.
 */
export async function lookAt(
  bytes: Uint8Array,
  type: PhotoType,
): Promise<{ width: number; height: number; small: Uint8Array<ArrayBuffer> }> {
  return withPicture(bytes, async (picture) => {
    const { format, autoOrient } = await picture.metadata();
    if (`image/${format}` !== type) throw unreadable();
    const { width, height } = autoOrient;
    return { width, height, small: await small(picture) };
  });
}

/** A photo upright, at most 640 pixels long, as JPEG with nothing of what the camera wrote beside it. Throws PHOTO_UNREADABLE. */
export function smallPhoto(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return withPicture(bytes, small);
}

async function small(picture: Sharp): Promise<Uint8Array<ArrayBuffer>> {
  const jpeg = await picture
    .clone()
    .autoOrient()
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 80 })
    .timeout({ seconds: mostSeconds })
    .toBuffer();
  return new Uint8Array(jpeg);
}

const options: SharpOptions = {
  failOn: 'error',
  limitInputPixels: mostPhotoMegapixels * 1_000_000,
  sequentialRead: true,
};

async function withPicture<Seen>(bytes: Uint8Array, look: (picture: Sharp) => Promise<Seen>): Promise<Seen> {
  const { default: sharp } = await import('sharp');
  try {
    return await look(sharp(bytes, options));
  } catch (fault) {
    throw fault instanceof StationError ? fault : unreadable(fault);
  }
}

function unreadable(cause?: unknown): StationError {
  return new StationError(
    'PHOTO_UNREADABLE',
    `The picture is damaged, or larger than ${mostPhotoMegapixels} megapixels. Take it again, or choose another.`,
    { cause, details: { most: mostPhotoMegapixels } },
  );
}
