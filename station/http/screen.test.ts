import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screenRoutes } from './screen.ts';
import { securityHeaders } from './security-headers.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scanpost-screen-'));
  mkdirSync(path.join(folder, 'built/assets'), { recursive: true });
  writeFileSync(path.join(folder, 'secret.txt'), 'not yours');
  writeFileSync(path.join(folder, 'built/index.html'), '<!doctype html><head></head><body>screen</body>');
  writeFileSync(path.join(folder, 'built/assets/app-1a2b.js'), 'export {};');
  writeFileSync(path.join(folder, 'built/assets/app-1a2b.css'), 'body {}');
  writeFileSync(path.join(folder, 'built/icon.svg'), '<svg/>');
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (at: string, built = path.join(folder, 'built')) => {
  const app = new Hono();
  app.use(securityHeaders());
  app.route('/', screenRoutes(built));
  return app.request(at);
};

describe('the screen', () => {
  it('is a page with a style nonce that its policy names, a new one each time', async () => {
    const nonces = new Set<string>();
    for (let load = 0; load < 2; load += 1) {
      const page = await ask('/');
      const nonce = /nonce="([^"]+)"/.exec(await page.text())?.[1] ?? '';
      expect(nonce.length).toBeGreaterThan(15);
      expect(page.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(page.headers.get('content-type')).toMatch(/^text\/html/);
      expect(page.headers.get('cache-control')).toBe('no-store');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(2);
  });

  it.each([
    ['/assets/app-1a2b.js', /^text\/javascript/, 'private, max-age=31536000, immutable'],
    ['/assets/app-1a2b.css', /^text\/css/, 'private, max-age=31536000, immutable'],
    ['/icon.svg', /^image\/svg\+xml/, 'no-cache'],
  ])('has %s with its type, kept as long as its name says', async (at, type, kept) => {
    const file = await ask(at);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toMatch(type);
    expect(file.headers.get('cache-control')).toBe(kept);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/none.js',
  ])('gives nothing for %s', async (at) => {
    expect((await ask(at)).status).toBe(404);
  });

  it('says how to build it when it is not there', async () => {
    const page = await ask('/', path.join(folder, 'nowhere'));
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('npm run build');
  });
});
