import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createDoor } from './door.ts';
import { securityHeaders } from './security-headers.ts';

const token = 'k'.repeat(43);
const here = 'http://127.0.0.1:4400';

function house() {
  const door = createDoor(token);
  door.answerTo(here);
  door.answerTo('http://localhost:4400');
  const app = new Hono();
  app.use(securityHeaders());
  app.use(door.middleware);
  app.get('/secret', (c) => c.text('inside'));
  app.post('/secret', (c) => c.text('done'));
  app.get('/', (c) => c.text('page'));
  const knock = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.request(`${here}${path}`, { method, headers: { host: '127.0.0.1:4400', ...headers } });
  return { knock };
}
const bearer = { authorization: `Bearer ${token}` };

describe('the door', () => {
  it('lets the token in as a bearer, and keeps out none and a wrong one', async () => {
    const { knock } = house();
    expect(await (await knock('/secret', bearer)).text()).toBe('inside');
    expect((await knock('/secret')).status).toBe(401);
    expect((await knock('/secret', { authorization: `Bearer ${token}x` })).status).toBe(401);
    expect((await knock('/secret', { authorization: 'Bearer ' })).status).toBe(401);
    expect((await knock('/')).status).toBe(401);
  });

  it('turns the token of the first address into a cookie that scripts and other sites never get', async () => {
    const { knock } = house();
    const opened = await knock(`/?token=${token}`);
    expect(opened.status).toBe(302);
    expect(opened.headers.get('location')).toBe('/');
    expect(opened.headers.get('cache-control')).toBe('no-store');
    expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
    const cookie = opened.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const kept = cookie.split(';')[0] ?? '';
    expect((await knock('/secret', { cookie: kept })).status).toBe(200);
    expect((await knock('/?token=wrong')).status).toBe(401);
    expect((await knock('/?token=wrong', { cookie: kept })).headers.get('set-cookie')).toBeNull();
  });

  it('refuses a foreign host, as after DNS rebinding', async () => {
    const { knock } = house();
    for (const host of ['evil.example:4400', '127.0.0.1:4401', '127.0.0.1', 'localhost.evil.example:4400']) {
      expect((await knock('/secret', { ...bearer, host })).status).toBe(421);
    }
    expect((await knock('/secret', { ...bearer, host: 'localhost:4400' })).status).toBe(200);
  });

  it('refuses a request from another page, also one on this machine', async () => {
    const { knock } = house();
    for (const origin of [
      'https://evil.example',
      'http://127.0.0.1:9999',
      'null',
      'https://127.0.0.1:4400',
    ]) {
      const refused = await knock('/secret', { ...bearer, origin }, 'POST');
      expect(refused.status).toBe(403);
      expect(refused.headers.get('x-scanpost-refusal')).toBe('FOREIGN_ORIGIN');
    }
    expect((await knock('/secret', { ...bearer, origin: here }, 'POST')).status).toBe(200);
    expect((await knock('/secret', { ...bearer, 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await knock('/secret', { ...bearer, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await knock('/secret', { ...bearer, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('answers everyone, refused or not, with the strict headers', async () => {
    const { knock } = house();
    for (const answer of [
      await knock('/secret', bearer),
      await knock('/secret'),
      await knock('/nowhere', bearer),
    ]) {
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe');
      for (const directive of ['frame-ancestors', 'base-uri', 'form-action']) {
        expect(policy).toContain(`${directive} 'none'`);
      }
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
