import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { BridgeError } from '../errors.ts';
import type { SerialPortName } from './address.ts';

/** A serial port of this machine. `null` is unknown. */
export interface SerialPortInfo {
  /** What `serial:PATH` takes: `/dev/ttyUSB0`, `COM3`. */
  readonly path: string;
  readonly maker: string | null;
  /** Of a USB adapter: what `serial:usb:SERIALNUMBER` takes. */
  readonly serialNumber: string | null;
  /** Which of an adapter's several ports it is, for sorting only. */
  readonly interfaceNumber: number | null;
}

export interface Discovery {
  readonly platform: NodeJS.Platform;
  /** The library's own list: on Linux it needs `udevadm`, and fails without. */
  readonly list: () => Promise<readonly ListedPort[]>;
  /** `/dev` and `/sys`. */
  readonly dev: string;
  readonly sys: string;
}

interface ListedPort {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
}

/** How long a `udevadm` may take that does not come to an end. */
const listTimeoutMs = 4_000;

/**
 * The serial ports there are, by path. On Linux the kernel's own folders are read as well, so that it works in a
 * container, without `udevadm`, and where udev knows nothing. Never throws: what cannot be found is not listed.
 */
export async function listSerialPorts(discovery: Partial<Discovery> = {}): Promise<SerialPortInfo[]> {
  const { platform, list, dev, sys } = { ...thisMachine, ...discovery };
  const [listed, found] = await Promise.all([
    inTime(list()).catch(() => []),
    platform === 'linux' ? scanDevices(dev, sys) : [],
  ]);
  const ports = new Map<string, SerialPortInfo>(found.map((port) => [port.path, port]));
  for (const { path, manufacturer, serialNumber } of listed) {
    const own = ports.get(path);
    if (platform === 'linux' && own === undefined && found.length > 0) continue;
    ports.set(path, {
      path,
      maker: own?.maker ?? manufacturer ?? null,
      serialNumber: own?.serialNumber ?? serialNumber ?? null,
      interfaceNumber: own?.interfaceNumber ?? null,
    });
  }
  return [...ports.values()].sort((one, other) => byNumber.compare(one.path, other.path));
}

/**
 * Where the named port is now. A port named by its adapter is looked for anew each time, because an adapter that
 * was unplugged may come back elsewhere. Throws BridgeError LINK_FAILED where it is not plugged in.
 */
export async function findSerialPort(
  name: SerialPortName,
  address: string,
  discovery: Partial<Discovery> = {},
): Promise<string> {
  if (name.by === 'path') return name.path;
  const ports = (await listSerialPorts(discovery))
    .filter(({ serialNumber }) => serialNumber === name.serialNumber)
    .sort((one, other) => (one.interfaceNumber ?? 0) - (other.interfaceNumber ?? 0));
  if (name.port === null && ports.length > 1) {
    throw notFound(
      address,
      `it has ${ports.length} ports; write which, for instance usb:${name.serialNumber}#1`,
    );
  }
  const port = ports[(name.port ?? 1) - 1];
  if (port === undefined) {
    throw notFound(
      address,
      ports.length === 0 ? 'it is not plugged in; check the cable' : `it has ${ports.length} ports only`,
    );
  }
  return port.path;
}

const thisMachine: Discovery = {
  platform: process.platform,
  list: async () => (await import('serialport')).SerialPort.list(),
  dev: '/dev',
  sys: '/sys',
};

const byNumber = new Intl.Collator('en', { numeric: true });

/** Ports with a device behind them, as the kernel lists them; where it does not, those whose names are in `/dev`. */
async function scanDevices(dev: string, sys: string): Promise<SerialPortInfo[]> {
  const names = (await readdir(dev).catch(() => [])).filter((name) => portName.test(name));
  const ports = await Promise.all(names.map((name) => portAt(path.join(dev, name), name, sys)));
  return ports.filter((port) => port !== null);
}

/** Terminals and consoles are no serial ports; these are, as Linux names them. */
const portName = /^(tty(S|USB|ACM|AMA|MFD|O|XRUSB|WCH|SC|THS|mxc)|rfcomm)\d+$/;

async function portAt(port: string, name: string, sys: string): Promise<SerialPortInfo | null> {
  const entry = path.join(sys, 'class', 'tty', name);
  // A built-in port of type 0 is a place where a chip could be, and none is.
  if ((await text(path.join(entry, 'type'))) === '0') return null;
  let maker: string | null = null;
  let serialNumber: string | null = null;
  let interfaceNumber: number | null = null;
  let folder = await realpath(path.join(entry, 'device')).catch(() => null);
  const top = await realpath(sys).catch(() => sys);
  while (folder?.startsWith(`${top}${path.sep}`)) {
    const said: string | null = await text(path.join(folder, 'bInterfaceNumber'));
    if (said !== null) interfaceNumber ??= Number.parseInt(said, 16);
    if ((await text(path.join(folder, 'idVendor'))) !== null) {
      serialNumber = await text(path.join(folder, 'serial'));
      maker = await text(path.join(folder, 'manufacturer'));
      break;
    }
    folder = path.dirname(folder);
  }
  return { path: port, maker, serialNumber, interfaceNumber };
}

/** A line of the kernel's; null where there is none. */
async function text(file: string): Promise<string | null> {
  const found = await readFile(file, 'utf8').catch(() => '');
  return found.trim().slice(0, 200) || null;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('no list in time')), listTimeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function notFound(address: string, why: string): BridgeError {
  return new BridgeError('LINK_FAILED', `The serial adapter of ${address} cannot be used: ${why}.`, {
    details: { address, why },
  });
}
