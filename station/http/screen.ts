import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';

/** Serves the built screen from `folder`: `page` at `/`, its files under their names, types by extension. */
export function screenRoutes(
  folder: string | null,
  page = 'index.html',
): Hono<{ Variables: { secureHeadersNonce?: string } }> {
  const app = new Hono<{ Variables: { secureHeadersNonce?: string } }>();
  app.get('/', async (c) => {
    const built = folder === null ? null : await readPage(path.join(folder, page));
    if (built === null) {
      return c.text(
        'The screen is not built yet. Run "npm run build" in the Scanpost folder, then start the station again.',
        503,
      );
    }
    c.header('cache-control', 'no-store');
    const nonce = c.get('secureHeadersNonce') ?? '';
    return c.html(built.replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`));
  });
  if (folder !== null && existsSync(folder)) {
    app.get('/*', keptAsNamed, serveStatic({ root: folder }));
  }
  return app;
}

async function readPage(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
}

/** Vite puts a hash of the content into every name under assets/; the others may change with the next build. */
const keptAsNamed: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.ok) return;
  const hashed = c.req.path.startsWith('/assets/');
  c.header('cache-control', hashed ? 'private, max-age=31536000, immutable' : 'no-cache');
};
