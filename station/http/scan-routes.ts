import { Hono } from 'hono';
import type { PictureInfo, TileAddress, TileBody } from '../../native-bridge/imaging/scan-picture.ts';
import { calibrationOf } from '../../native-bridge/physics/calibration.ts';
import { StationError } from '../errors.ts';
import type { Guard } from './guard.ts';

/** Where the routes find pictures. All throw StationError SCAN_UNKNOWN, or BridgeError for a file that is not right. */
export interface PictureShelf {
  info(scanId: string): Promise<PictureInfo>;
  tile(scanId: string, address: TileAddress, signal: AbortSignal): Promise<TileBody>;
  /** The archived TIFF of a plane. Throws StationError SCAN_NOT_ARCHIVED while there is none. */
  planeFile(scanId: string, plane: number): Promise<PlaneFile>;
}

/** Archived scans at a glance, as JPEG. Throws what the shelf throws. */
export interface ThumbnailShelf {
  of(scanId: string): Promise<Uint8Array<ArrayBuffer>>;
}

export interface PlaneFile {
  readonly name: string;
  readonly bytes: number;
  open(): ReadableStream<Uint8Array>;
}

const wholeNumber = '[0-9]{1,6}';

/** `pictureRoutes`, and a scan's thumbnail and archived planes. */
export function scanRoutes(shelf: PictureShelf, thumbnails: ThumbnailShelf, guard: Guard): Hono {
  const app = new Hono();

  app.route('/', pictureRoutes(shelf, guard));

  app.get('/scans/:id/thumbnail.jpg', guard('scans.thumbnail'), async (c) =>
    c.body(await thumbnails.of(c.req.param('id')), 200, {
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=31536000, immutable',
    }),
  );

  app.get('/scans/:id/planes/:file{[0-9]{1,2}\\.tif}', guard('scans.file'), async (c) => {
    const plane = Number.parseInt(c.req.param('file'), 10);
    const file = await shelf.planeFile(c.req.param('id'), plane);
    const headers = {
      'content-type': 'image/tiff',
      'content-length': String(file.bytes),
      'content-disposition': `attachment; filename="${file.name.replaceAll(/[^\w.-]/g, '_')}"`,
      'cache-control': 'private, no-cache',
    };
    // Asked for its size only, nobody would ever close the file.
    return c.req.method === 'HEAD' ? c.body(null, 200, headers) : c.body(file.open(), 200, headers);
  });

  return app;
}

/** `GET /scans/:id` (a `PictureInfo` and its `Calibration`) and its tiles. Pixels go out as they are, never as JSON. */
export function pictureRoutes(shelf: Pick<PictureShelf, 'info' | 'tile'>, guard: Guard): Hono {
  const app = new Hono();

  app.get('/scans/:id', guard('scans.picture'), async (c) => {
    c.header('cache-control', 'no-store');
    const info = await shelf.info(c.req.param('id'));
    return c.json({ ...info, calibration: calibrationOf(info.geometry) });
  });

  app.get(
    `/scans/:id/tiles/:level{${wholeNumber}}/:column{${wholeNumber}}/:row{${wholeNumber}}`,
    guard('scans.tile'),
    async (c) => {
      const { id, level, column, row } = c.req.param();
      const address = { level: Number(level), column: Number(column), row: Number(row) };
      const { bytes, final } = await shelf.tile(id, address, c.req.raw.signal);
      return c.body(bytes, 200, {
        'content-type': 'application/octet-stream',
        'cache-control': final ? 'private, max-age=31536000, immutable' : 'no-store',
      });
    },
  );

  return app;
}

/** The station does not know the scan. */
export function unknownScan(scanId: string): StationError {
  return new StationError('SCAN_UNKNOWN', 'There is no such scan at this post.', { details: { scanId } });
}
