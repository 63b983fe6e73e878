// The second half of `npm run viewer`: serves the page and opens it in a window of Chromium, or says its address.
import { spawn } from 'node:child_process';
import { findBrowser } from './find-browser.mjs';
import { say } from './progress.mjs';
import { startServer } from './station-process.mjs';

const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

process.exitCode = await open();

async function open() {
  let server;
  try {
    server = await startServer('station/cli/viewer.ts', process.argv.slice(2));
  } catch (error) {
    say(error.message);
    return 1;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void server.stop());
  const browser = hasDisplay ? findBrowser() : null;
  if (browser) {
    say('The viewer opens in a window. Ctrl+C here ends it.');
    spawn(browser, [...asRoot, `--app=${server.url}`, '--enable-unsafe-swiftshader'], { stdio: 'ignore' });
  } else {
    say('Open this address in a browser on this machine (Ctrl+C ends the viewer):');
  }
  process.stdout.write(`${server.url}\n`);
  return server.ended;
}
