import { z } from 'zod';
import { imageFormats } from '../../native-bridge/drivers/image-source.ts';
import { receivedFile } from '../visits/reading-bodies.pure.ts';

/**
 * What the journal says of pictures that other programs made. The subject is the SHA-256 of the picture's file, and for
 * a file of which nothing was stored an id of its own. Whose it is, is said by the visit's `scan.received`.
 */

const text = z.string().max(200);
const why = {
  code: z.string().min(1),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
};

export const imageKinds = {
  'image.received': z.strictObject({
    deviceId: z.string().min(1),
    lane: z.string().nullable(),
    name: text,
    format: z.enum(imageFormats),
    receivedAt: z.iso.datetime(),
    /** As its sender says it; nothing of it is trusted. */
    about: z.strictObject({
      plate: text.exactOptional(),
      container: text.exactOptional(),
      takenAt: text.exactOptional(),
      reference: text.exactOptional(),
    }),
    picture: receivedFile,
    /** Where its device had it, inside the data folder: a move that a crash cut short is finished from there. */
    from: z.string(),
  }),
  /** It belongs to no truck. */
  'image.set-aside': z.strictObject({ by: z.string().min(1), reason: z.string().min(1) }),
  /** It was received, and does not open. The file stays where it is. */
  'image.unreadable': z.strictObject(why),
  /** The device would not take it from its sender. */
  'image.refused': z.strictObject({
    deviceId: z.string().min(1),
    name: text,
    sha256: z.string().nullable(),
    ...why,
  }),
} as const;
