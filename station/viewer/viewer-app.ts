import { Hono, type MiddlewareHandler } from 'hono';
import { StationError } from '../errors.ts';
import { limitBody } from '../http/body-limit.ts';
import type { Door } from '../http/door.ts';
import { answerFault } from '../http/guard.ts';
import { pictureRoutes } from '../http/scan-routes.ts';
import { screenRoutes } from '../http/screen.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { Logger } from '../log.ts';
import type { ShownPictures } from './shown-pictures.ts';

/** More is no picture that would be read (`imaging/import/budget.ts`). */
const largestFile = 224 * 1024 * 1024;

/**
 * Everything the page of `npm run viewer` asks for, behind the same door as a station's screen: whoever has the address may
 * see all of it. `GET /pictures`, `POST /pictures?name=…` with a file's bytes, `POST /pictures/ID`, and then its tiles.
 */
export function createViewerApp(parts: {
  readonly door: Door;
  readonly pictures: ShownPictures;
  /** Folder of the built screens. */
  readonly rendererFolder: string;
  readonly log: Logger;
}): Hono {
  const { door, pictures, log } = parts;
  const app = new Hono();
  app.use(securityHeaders());
  app.use(door.middleware);
  app.onError((fault, c) => answerFault(fault, c, log));
  app.notFound((c) => c.text('There is nothing here. Go back to the first page.', 404));

  app.get('/pictures', async (c) => {
    c.header('cache-control', 'no-store');
    return c.json(await pictures.list());
  });
  app.post('/pictures', limitBody(largestFile, tooLarge), async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    return c.json(await pictures.drop(c.req.query('name') ?? '', bytes));
  });
  app.post('/pictures/:id', async (c) => c.json(await pictures.open(c.req.param('id'), c.req.raw.signal)));
  app.route(
    '/',
    pictureRoutes(pictures, () => anyone),
  );
  app.route('/', screenRoutes(parts.rendererFolder, 'viewer-page/index.html'));
  return app;
}

const anyone: MiddlewareHandler = (_c, next) => next();

function tooLarge(): never {
  throw new StationError('INPUT_INVALID', 'The file is too large.', {
    details: { field: 'file', problem: `more than ${largestFile} bytes` },
  });
}
