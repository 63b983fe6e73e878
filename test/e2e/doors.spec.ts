import { createServer, request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { expect, type StationProgram, setUpPost, test } from './harness.ts';

test('a station answers on the loopback address only', async ({ post }) => {
  const station = await post.startStation();
  const { port } = new URL(station.report.url);
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    await expect(ask(`http://${address}:${port}/`)).rejects.toThrow(/ECONNREFUSED/);
  }
  expect((await ask(station.report.url)).status).toBe(302);
});

test('without the token nothing is answered, and a guessed one is no better', async ({ post }) => {
  const { origin } = new URL((await post.startStation()).report.url);
  for (const path of ['/', '/?token=guessed', '/rpc/session.hello', '/scans/1', '/assets/x.js']) {
    expect({ path, status: (await ask(origin + path)).status }).toEqual({ path, status: 401 });
  }
});

test('a request that names another host is refused, token or not', async ({ post }) => {
  const station = await post.startStation();
  const { origin } = new URL(station.report.url);
  for (const host of ['example.org', 'localhost', '127.0.0.1', '127.0.0.1:1']) {
    const answer = await ask(`${origin}/rpc/session.hello`, { ...bearer(station), host });
    expect({ host, status: answer.status }).toEqual({ host, status: 421 });
  }
});

test('a request from another origin is refused, token or not', async ({ post }) => {
  const station = await post.startStation();
  const { origin, port } = new URL(station.report.url);
  for (const foreign of ['https://example.org', 'http://127.0.0.1:1', `https://127.0.0.1:${port}`, 'null']) {
    const answer = await ask(`${origin}/rpc/session.hello`, { ...bearer(station), origin: foreign });
    expect({ foreign, status: answer.status }).toEqual({ foreign, status: 403 });
  }
});

test('a foreign page in the officer’s own browser can neither read nor do anything', async ({ post }) => {
  const station = await post.startStation();
  const page = await post.openWindow(station);
  await setUpPost(page);
  const foreign = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>foreign</title>');
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  try {
    const address = foreign.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    // A tab of the same profile: the station's cookie is there, and the address differs by its port only.
    const tab = await page.context().newPage();
    await tab.goto(`http://127.0.0.1:${address.port}/`);
    const { origin } = new URL(station.report.url);
    const tried = await tab.evaluate(async (target) => {
      const attempt = async (init: RequestInit) => {
        try {
          const answer = await fetch(`${target}/rpc/session.hello`, { credentials: 'include', ...init });
          return `${answer.type} ${answer.status}`;
        } catch {
          return 'refused';
        }
      };
      return [
        await attempt({}),
        await attempt({ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
        await attempt({ mode: 'no-cors' }),
      ];
    }, origin);
    expect(tried).toEqual(['refused', 'refused', 'refused']);
  } finally {
    foreign.closeAllConnections();
    foreign.close();
  }
});

test('the page may run and load only what is the station’s own', async ({ post }) => {
  const station = await post.startStation();
  const { origin } = new URL(station.report.url);
  const { headers } = await ask(`${origin}/`, bearer(station));
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/script-src 'self'(;|$)/);
  expect(policy).not.toMatch(/unsafe-|\*|https?:/);
  expect(headers['x-frame-options']).toBe('DENY');
});

function bearer(station: StationProgram): Record<string, string> {
  return { authorization: `Bearer ${new URL(station.report.url).searchParams.get('token')}` };
}

/** A bare request: `fetch` would not let a test choose its own Host and Origin. */
function ask(url: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      request(url, { headers }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode, headers: answer.headers });
      })
        .on('error', reject)
        .end();
    },
  );
}
