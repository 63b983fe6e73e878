// What the tests need beyond npm's packages: a browser, fonts for every script shown, and two helpers of Debian's.
import { existsSync } from 'node:fs';
import { findBrowser, findProgram } from './find-browser.mjs';
import { projectNode, root } from './prepare.mjs';
import { runWithProgress, say } from './progress.mjs';

const needed = [
  { package: 'chromium', for: 'the browser tests', isThere: () => findBrowser() !== null },
  {
    package: 'chromium-headless-shell',
    for: 'quicker browser tests',
    isThere: () => process.platform !== 'linux' || findProgram('chromium-headless-shell') !== null,
  },
  {
    package: 'fonts-noto-core',
    for: 'pictures of the screen',
    isThere: () => process.platform !== 'linux' || existsSync('/usr/share/fonts/truetype/noto'),
  },
  {
    package: 'socat',
    for: 'the serial line tests',
    isThere: () => process.platform === 'win32' || findProgram('socat') !== null,
  },
  {
    package: 'libtiff-tools',
    for: 'reading archives with another tool',
    isThere: () => process.platform === 'win32' || findProgram('tiffcp') !== null,
  },
  {
    package: 'dcmtk',
    for: 'DICOM with programs that others wrote',
    isThere: () => process.platform === 'win32' || findProgram('dcmdump') !== null,
  },
  {
    package: 'python3-pymodbus',
    for: 'reading a PLC nobody here wrote',
    isThere: () => process.platform === 'win32' || existsSync('/usr/lib/python3/dist-packages/pymodbus'),
  },
  {
    package: 'python3-serial-asyncio',
    for: 'the same, on a serial line',
    isThere: () =>
      process.platform === 'win32' || existsSync('/usr/lib/python3/dist-packages/serial_asyncio'),
  },
  {
    package: 'mbpoll',
    for: 'asking the simulated PLC with another program',
    isThere: () => process.platform === 'win32' || findProgram('mbpoll') !== null,
  },
  {
    package: 'poppler-utils',
    for: 'reading evidence sheets with another program',
    isThere: () => process.platform === 'win32' || findProgram('pdftotext') !== null,
  },
  {
    package: 'libreoffice-calc-nogui',
    for: 'reading workbooks with another program',
    isThere: () => process.platform === 'win32' || findProgram('soffice') !== null,
  },
  {
    package: 'curl',
    for: 'posting readings of a plate with another program',
    isThere: () => process.platform === 'win32' || findProgram('curl') !== null,
  },
];

/** Installs what is missing where that can be done unasked (root, apt-get); elsewhere says what to run. */
export async function installSystemPackages() {
  const missing = needed.filter((thing) => !thing.isThere());
  if (missing.length === 0) return;
  const names = missing.map((thing) => thing.package);
  const hasApt = findProgram('apt-get') !== null;
  if (hasApt && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runWithProgress('apt-get', ['update', '-q'], { what: 'Reading the list of system packages', env });
    await runWithProgress('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], {
      what: `Installing ${names.join(', ')}`,
      env,
      timeoutMs: 15 * 60_000,
    });
  } else if (!hasApt && names.includes('chromium')) {
    await runWithProgress(projectNode(), ['node_modules/playwright/cli.js', 'install', 'chromium'], {
      cwd: root,
      what: 'Fetching a browser for the tests',
      timeoutMs: 10 * 60_000,
    });
  }
  const still = needed.filter((thing) => !thing.isThere());
  if (still.length === 0) return;
  for (const thing of still)
    say(`Missing: ${thing.package}, for ${thing.for}; tests that need it are skipped.`);
  if (hasApt) say(`To install: sudo apt-get install ${still.map((thing) => thing.package).join(' ')}`);
}
