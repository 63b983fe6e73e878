import { z } from 'zod';

/** Photos that examiners take of what they find, in commands, in the journal and on screen alike. */

export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type PhotoType = (typeof photoTypes)[number];

/** Of one examination, corrections included. */
export const mostPhotos = 20;
/** Of one file: a telephone's largest JPEG has about 12 MiB. */
export const mostPhotoMebibytes = 16;
export const mostPhotoMegapixels = 120;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const caption = z.string().trim().max(200);

/** A photo as the station has it: the bytes are those that came, named by their hash. */
export const photoFile = z
  .strictObject({
    sha256,
    type: z.enum(photoTypes),
    bytes: z.int().min(1),
    /** Pixels as it is looked at, upright. */
    width: z.int().min(1),
    height: z.int().min(1),
  })
  .readonly();
export type PhotoFile = z.output<typeof photoFile>;

/** What a command attaches: photos that the station was given before. */
export const attachedPhotos = z
  .array(z.strictObject({ sha256, caption }).readonly())
  .max(mostPhotos)
  .readonly();
export type AttachedPhotos = z.output<typeof attachedPhotos>;

/** `reason`: it was added when the examination was corrected, and why. */
export const photoAttached = {
  photo: photoFile,
  caption,
  /** Service number. */
  by: z.string().min(1),
  reason: z.string().min(1).exactOptional(),
};

export const photoOnRecord = z.strictObject({ ...photoAttached, at: z.string() }).readonly();
export type PhotoOnRecord = z.output<typeof photoOnRecord>;
