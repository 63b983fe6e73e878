import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { openTransport } from './open-transport.ts';
import type { Discovery } from './serial-ports.ts';
import type { Connection } from './transport.ts';

/** Why there are no serial lines here; null where there are. */
export const noSocat = spawnSync('socat', ['-V']).status === 0 ? null : 'socat is not installed';

/** A `/dev` and a `/sys` of a machine whose USB adapters are plugged in and out by a test. */
export async function serialDevices() {
  const root = await mkdtemp(path.join(tmpdir(), 'scanpost-ports-'));
  const [dev, sys] = [path.join(root, 'dev'), path.join(root, 'sys')];
  await Promise.all([mkdir(dev), mkdir(path.join(sys, 'class', 'tty'), { recursive: true })]);
  const lines: ChildProcess[] = [];
  const devices = {
    dev,
    sys,
    discovery: {
      platform: 'linux',
      dev,
      sys,
      list: () => Promise.reject(new Error('spawn udevadm ENOENT')),
    } satisfies Discovery,

    /** The kernel's folders of a port of a USB adapter. */
    async adapter(name: string, serial: string, interfaceNumber = 0, maker = 'FTDI') {
      const usb = path.join(sys, 'devices', 'usb1', `device-${serial}`);
      const port = path.join(usb, `interface-${interfaceNumber}`, name);
      await mkdir(port, { recursive: true });
      await writeFile(path.join(usb, 'idVendor'), '0403\n');
      await writeFile(path.join(usb, 'serial'), `${serial}\n`);
      await writeFile(path.join(usb, 'manufacturer'), `${maker}\n`);
      await writeFile(path.join(port, '..', 'bInterfaceNumber'), `0${interfaceNumber}\n`);
      await mkdir(path.join(sys, 'class', 'tty', name), { recursive: true });
      await symlink(port, path.join(sys, 'class', 'tty', name, 'device'));
      await writeFile(path.join(dev, name), '');
    },

    /** A line between two pseudo-terminals, one of them called `name` in `/dev`. */
    async line(name: string) {
      const far = path.join(root, `far-${name}`);
      const near = path.join(dev, name);
      await rm(near, { force: true });
      const socat = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`]);
      lines.push(socat);
      await vi.waitFor(() => Promise.all([stat(near), stat(far)]), { timeout: 10_000 });
      const device: Connection = await openTransport(`serial:${far}?baudRate=115200`).open(
        new AbortController().signal,
      );
      return {
        near,
        device,
        async cut() {
          const ended = once(socat, 'exit');
          socat.kill('SIGKILL');
          await ended;
        },
      };
    },

    async unplug(name: string) {
      await rm(path.join(dev, name), { force: true });
      await rm(path.join(sys, 'class', 'tty', name), { recursive: true, force: true });
    },

    async dispose() {
      for (const socat of lines) {
        if (socat.exitCode !== null || socat.signalCode !== null) continue;
        const ended = once(socat, 'exit');
        socat.kill();
        await ended;
      }
      await rm(root, { recursive: true, force: true });
    },
  };
  return devices;
}
