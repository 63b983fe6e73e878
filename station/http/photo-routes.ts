import { Hono } from 'hono';
import { mostPhotoMebibytes, type PhotoFile, type PhotoType } from '../api/photo.pure.ts';
import { photoEndings } from '../examinations/photo-picture.ts';
import { photoTooLarge } from '../examinations/photos.ts';
import { limitBody } from './body-limit.ts';
import type { Guard } from './guard.ts';

/** Photos of examinations. All throw StationError. */
export interface PhotoShelf {
  take(bytes: Uint8Array<ArrayBuffer>): Promise<PhotoFile>;
  original(sha256: string): Promise<{ readonly type: PhotoType; readonly bytes: Uint8Array<ArrayBuffer> }>;
  thumbnail(sha256: string): Promise<Uint8Array<ArrayBuffer>>;
}

const hash = '[0-9a-f]{64}';
/** What officers photograph is kept nowhere but in the data folder. */
const notKept = { 'cache-control': 'no-store' };

/**
 * `POST /photos`: a photo as it is, answered with what the station has of it; `GET /photos/SHA256` as it came, and
 * `GET /photos/SHA256/small.jpg`.
 */
export function photoRoutes(shelf: PhotoShelf, guard: Guard): Hono {
  const app = new Hono();

  app.post('/photos', guard('photos.take'), limitBody(mostPhotoMebibytes * 1024 * 1024, refuse), async (c) =>
    c.json(await shelf.take(new Uint8Array(await c.req.raw.arrayBuffer())), 200, notKept),
  );

  app.get(`/photos/:id{${hash}}`, guard('photos.original'), async (c) => {
    const id = c.req.param('id');
    const { type, bytes } = await shelf.original(id);
    return c.body(bytes, 200, {
      ...notKept,
      'content-type': type,
      'content-disposition': `inline; filename="${id.slice(0, 12)}.${photoEndings[type]}"`,
    });
  });

  app.get(`/photos/:id{${hash}}/small.jpg`, guard('photos.small'), async (c) =>
    c.body(await shelf.thumbnail(c.req.param('id')), 200, { ...notKept, 'content-type': 'image/jpeg' }),
  );

  return app;
}

function refuse(): never {
  throw photoTooLarge();
}
