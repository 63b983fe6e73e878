import { describe, expect, it } from 'vitest';
import { stillAllowed } from '../api/admission.ts';
import type { SessionView } from '../api/officer-operations.ts';
import type { Operations } from '../api/operations.ts';
import { rights } from '../api/rights.ts';
import { type Role, roles } from '../api/views.pure.ts';
import type { Logger } from '../log.ts';
import { type AppParts, createApp } from './app.ts';
import { createDoor } from './door.ts';

const hash = 'ab'.repeat(32);
/** Every route beside the calls, by the right it asks for, and a path of it. */
const samples: Readonly<Record<string, readonly [right: string, path: string, method?: 'POST']>> = {
  '/scans/:id': ['scans.picture', '/scans/s'],
  '/scans/:id/tiles/:level{[0-9]{1,6}}/:column{[0-9]{1,6}}/:row{[0-9]{1,6}}': [
    'scans.tile',
    '/scans/s/tiles/0/0/0',
  ],
  '/scans/:id/planes/:file{[0-9]{1,2}\\.tif}': ['scans.file', '/scans/s/planes/0.tif'],
  '/scans/:id/thumbnail.jpg': ['scans.thumbnail', '/scans/s/thumbnail.jpg'],
  '/plate-reads/:file{[0-9a-f]{64}\\.jpg}': ['plateReads.picture', `/plate-reads/${hash}.jpg`],
  '/images/:id{[0-9a-f]{64}}/preview.png': ['images.preview', `/images/${hash}/preview.png`],
  '/photos': ['photos.take', '/photos', 'POST'],
  '/photos/:id{[0-9a-f]{64}}': ['photos.original', `/photos/${hash}`],
  '/photos/:id{[0-9a-f]{64}}/small.jpg': ['photos.small', `/photos/${hash}/small.jpg`],
  '/exports/shift.csv': ['exports.shift', '/exports/shift.csv'],
  '/exports/report': ['exports.report', '/exports/report', 'POST'],
  '/exports/handovers/:file{[0-9a-f-]{36}\\.(pdf|json)}': [
    'exports.handover',
    '/exports/handovers/6f1b1f5e-7d7f-4a5a-9d51-0f6f0c2f7a11.pdf',
  ],
  '/exports/visits/:id/sheet.pdf': ['exports.sheet', '/exports/visits/v/sheet.pdf'],
  '/exports/visits/:id/evidence': ['exports.evidence', '/exports/visits/v/evidence', 'POST'],
  '/bookings/files': ['bookings.open', '/bookings/files', 'POST'],
};
/** The page itself, what it is built of, and the calls, which have a walk of their own. */
const besides = ['/', '/rpc/*', '/*'];

/** The routes of a station whose every part only says that it was reached. */
function routes() {
  const part: object = new Proxy(() => {}, {
    get: () => part,
    apply: () => {
      throw new Error('reached');
    },
  });
  const operations = new Proxy({} as Operations, {
    get: (_target, name) => {
      if (name === 'sessionAt') return sessionAt;
      return name === 'officerOf' ? (session: string) => sessionAt(session)?.officer ?? null : part;
    },
  });
  const log = { error: () => {} };
  const door = createDoor('t'.repeat(40));
  door.answerTo('http://127.0.0.1:1');
  const parts = new Proxy({} as AppParts, {
    get: (_target, name) =>
      ({ door, operations, log: log as unknown as Logger, rendererFolder: null })[name as string] ?? part,
  });
  return createApp(parts);
}

function sessionAt(session: string): SessionView | null {
  const [role = '', state = 'open'] = session.split(' ');
  if (!roles.includes(role as Role)) return null;
  const officer = {
    id: role,
    serviceNumber: role,
    name: role,
    roles: [role as Role],
    language: 'en' as const,
  };
  return { officer, state: state as SessionView['state'], idleMs: 1 };
}

const refusals = ['SIGN_IN_NEEDED', 'SCREEN_LOCKED', 'PASSWORD_CHANGE_NEEDED', 'NOT_ALLOWED'];

/** Why the door to a route is closed, or `allowed`: whatever is said behind it. */
async function outcomeOf(path: string, session: string | null, method = 'GET'): Promise<string> {
  const app = routes();
  const headers = new Headers({ authorization: `Bearer ${'t'.repeat(40)}`, host: '127.0.0.1:1' });
  if (session !== null) headers.set('x-scanpost-session', session);
  const response = await app.request(`http://127.0.0.1:1${path}`, { headers, method });
  const { scanpost } = (await response.json()) as { scanpost: { code: string } };
  return refusals.includes(scanpost.code) ? scanpost.code : 'allowed';
}

describe('the routes beside the calls', () => {
  it('are all known to this walk, and to the table of rights', () => {
    const there = routes()
      .routes.filter(({ method, path }) => method !== 'ALL' && !besides.includes(path))
      .map(({ path }) => path);
    expect([...new Set(there)].sort()).toEqual(Object.keys(samples).sort());
    for (const [right] of Object.values(samples)) expect(Object.keys(rights)).toContain(right);
  });

  it.each(Object.values(samples).map(([right, path, method = 'GET']) => ({ right, path, method })))(
    '$right is kept for every role, in every state of a session, and for nobody',
    async ({ right, path, method }) => {
      const allowed = rights[right] ?? [];
      for (const role of roles) {
        const expected = allowed === 'anyone' || allowed.includes(role) ? 'allowed' : 'NOT_ALLOWED';
        expect(await outcomeOf(path, role, method), role).toBe(expected);
        expect(await outcomeOf(path, `${role} locked`, method), `${role} locked`).toBe('SCREEN_LOCKED');
        expect(await outcomeOf(path, `${role} first-password`, method)).toBe('PASSWORD_CHANGE_NEEDED');
      }
      expect(await outcomeOf(path, null, method), 'no session').toBe('SIGN_IN_NEEDED');
      expect(await outcomeOf(path, 'nobody', method), 'a session that is over').toBe('SIGN_IN_NEEDED');
    },
  );

  it('are none of what a window that is not open may still ask for', () => {
    const stillAsked = Object.values(stillAllowed).flat();
    for (const [right] of Object.values(samples)) expect(stillAsked).not.toContain(right);
  });
});
