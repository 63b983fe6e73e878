import { Hono } from 'hono';
import { StationError } from '../errors.ts';
import type { Guard } from './guard.ts';

/** What devices sent besides scans, for people to look at. */
export interface ReceivedShelf {
  /** The JPEG of a plate read by its SHA-256, or null. */
  platePicture(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** A received picture, small, as PNG. Throws StationError IMAGE_UNKNOWN, or why it cannot be shown. */
  preview(sha256: string): Promise<Uint8Array<ArrayBuffer>>;
}

const hash = '[0-9a-f]{64}';

/** `GET /plate-reads/SHA256.jpg` and `GET /images/SHA256/preview.png`. Names are hashes, so no path can be made of one. */
export function receivedRoutes(shelf: ReceivedShelf, guard: Guard): Hono {
  const app = new Hono();

  app.get(`/plate-reads/:file{${hash}\\.jpg}`, guard('plateReads.picture'), async (c) => {
    const picture = await shelf.platePicture(c.req.param('file').slice(0, 64));
    if (picture === null)
      throw new StationError('READING_UNKNOWN', 'There is no such reading any more. Reload the screen.');
    return c.body(picture, 200, {
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=31536000, immutable',
    });
  });

  app.get(`/images/:id{${hash}}/preview.png`, guard('images.preview'), async (c) => {
    const preview = await shelf.preview(c.req.param('id'));
    return c.body(preview, 200, {
      'content-type': 'image/png',
      'cache-control': 'private, max-age=31536000, immutable',
    });
  });

  return app;
}
