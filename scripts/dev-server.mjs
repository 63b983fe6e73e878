// The second half of `npm run dev`, under the project's own Node.
import { watch } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { createServer } from 'vite';
import { root } from './prepare.mjs';
import { say } from './progress.mjs';
import { startStation } from './station-process.mjs';

/** Said on the command line, or a training post in the checkout's own (ignored) folder. */
const stationArguments =
  process.argv.length > 2
    ? process.argv.slice(2)
    : ['--data', path.join(root, '.data', 'dev'), '--mode', 'training', '--port', '0'];
/** What the station answers; the rest is the screen's, from Vite. */
const stationPaths = /^\/(rpc|scans|exports)\//;

let station = await startOrSay();

const vite = await createServer({
  configFile: path.join(root, 'renderer/vite.config.ts'),
  server: { host: '127.0.0.1', port: 5173 },
  plugins: [{ name: 'station', configureServer: ({ middlewares }) => void middlewares.use(forward) }],
});
await vite.listen();
vite.printUrls();

let pending;
for (const folder of ['station', 'native-bridge']) {
  watch(path.join(root, folder), { recursive: true }, (_event, file) => {
    if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return;
    clearTimeout(pending);
    pending = setTimeout(restart, 200);
  });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    await vite.close();
    await station?.stop();
    process.exit(0);
  });
}

async function restart() {
  say('The station starts again…');
  await station?.stop();
  station = await startOrSay();
}

async function startOrSay() {
  try {
    return await startStation(stationArguments);
  } catch (error) {
    say(`${error.message} It is tried again at the next change.`);
    return null;
  }
}

function forward(incoming, outgoing, next) {
  if (!stationPaths.test(incoming.url)) {
    next();
    return;
  }
  const { origin } = incoming.headers;
  if (station === null || (origin !== undefined && new URL(origin).host !== incoming.headers.host)) {
    outgoing.writeHead(station === null ? 503 : 403).end();
    return;
  }
  const { host, hostname, port, searchParams, origin: stationOrigin } = new URL(station.url);
  const headers = {
    ...incoming.headers,
    host,
    origin: stationOrigin,
    authorization: `Bearer ${searchParams.get('token')}`,
  };
  const asked = request({ hostname, port, path: incoming.url, method: incoming.method, headers });
  asked.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  asked.on('error', () => outgoing.destroy());
  outgoing.on('close', () => asked.destroy());
  incoming.pipe(asked);
}
