import path from 'node:path';
import { BridgeError } from '../errors.ts';

export type LinkAddress = TcpAddress | SerialAddress | ListenAddress | FolderAddress;

export interface TcpAddress {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  readonly silenceSeconds: number | null;
}

export interface SerialAddress {
  readonly kind: 'serial';
  readonly port: SerialPortName;
  readonly baudRate: number;
  readonly dataBits: 5 | 6 | 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  /** Hardware flow control. Without any a slow reader loses bytes. */
  readonly rtscts: boolean;
  /** Flow control by two characters, which then cannot be sent: for devices that speak text. */
  readonly xonxoff: boolean;
  /** Levels to put on these lines after opening; null leaves what the system does, which is to raise both. */
  readonly dtr: boolean | null;
  readonly rts: boolean | null;
  /** A silence after which the link counts as lost; null where the driver alone judges that. */
  readonly silenceSeconds: number | null;
}

/** An adapter is found by its serial number wherever it is plugged in; its path may change each time. */
export type SerialPortName =
  /** `/dev/ttyS0`, `COM3`. */
  | { readonly by: 'path'; readonly path: string }
  /** `port`: which of an adapter's several, from 1; null where it has one. */
  | { readonly by: 'usb'; readonly serialNumber: string; readonly port: number | null };

/** The device connects to the station. Port 0 is any. */
export interface ListenAddress {
  readonly kind: 'listen';
  readonly host: string;
  readonly port: number;
}

export interface FolderAddress {
  readonly kind: 'folder';
  /** Absolute. */
  readonly path: string;
}

/**
 * Reads `tcp://HOST:PORT` (IPv6 in brackets), `serial:PATH?SETTINGS` or `serial:usb:SERIALNUMBER[#N]?SETTINGS`,
 * `listen://HOST:PORT`, `folder:ABSOLUTE-PATH`. The settings of a serial line are `baudRate=N`, without which there is
 * no line, and `dataBits=5|6|7|8`, `parity=none|even|odd`, `stopBits=1|2`, `rtscts`, `xonxoff`, `dtr`, `rts` as
 * `true|false`. `tcp` and `serial` take `silenceSeconds=N` (for `tcp` after a `?`). Throws BridgeError LINK_ADDRESS_INVALID.
 */
export function parseAddress(text: string): LinkAddress {
  if (text.startsWith('tcp://')) return parseTcp(text);
  if (text.startsWith('listen://')) return { kind: 'listen', ...hostAndPort(text, 'listen', 0) };
  if (text.startsWith('serial:')) return parseSerial(text);
  if (text.startsWith('folder:')) return parseFolder(text);
  throw invalid(text, 'it must begin with tcp://, listen://, serial: or folder:');
}

function parseTcp(text: string): TcpAddress {
  const question = text.indexOf('?');
  const where = question < 0 ? text : text.slice(0, question);
  const settings = settingsIn(text, question < 0 ? '' : text.slice(question + 1), tcpSettings);
  return { kind: 'tcp', ...hostAndPort(where, 'tcp', 1), silenceSeconds: silenceIn(text, settings) };
}

function settingsIn(text: string, query: string, known: ReadonlySet<string>): URLSearchParams {
  const settings = new URLSearchParams(query);
  for (const name of settings.keys()) {
    if (!known.has(name)) throw invalid(text, `the setting "${name}" is not known`);
    if (settings.getAll(name).length > 1) throw invalid(text, `the setting "${name}" is given twice`);
  }
  return settings;
}

function silenceIn(text: string, settings: URLSearchParams): number | null {
  const given = settings.get('silenceSeconds');
  if (given === null) return null;
  if (!/^[1-9]\d{0,4}$/.test(given)) throw invalid(text, 'silenceSeconds must be a whole number from 1');
  return Number(given);
}

const tcpSettings = new Set(['silenceSeconds']);

function hostAndPort(text: string, scheme: string, lowest: number): { host: string; port: number } {
  const match = /^[a-z]+:\/\/(?:\[([0-9a-fA-F:.%\w]+)\]|([^\s:/?#[\]@]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined) {
    const example = scheme === 'tcp' ? '10.0.0.7' : '0.0.0.0';
    throw invalid(text, `write ${scheme}://HOST:PORT, for instance ${scheme}://${example}:4001`);
  }
  if (port < lowest || port > 65_535) throw invalid(text, `the port must be from ${lowest} to 65535`);
  return { host, port };
}

function parseFolder(text: string): FolderAddress {
  const folder = text.slice('folder:'.length);
  if (folder.includes('\0') || !path.isAbsolute(folder)) {
    throw invalid(text, 'write the whole path of the folder, from its root on');
  }
  return { kind: 'folder', path: path.normalize(folder) };
}

function parseSerial(text: string): SerialAddress {
  const rest = text.slice('serial:'.length);
  const question = rest.indexOf('?');
  const name = question < 0 ? rest : rest.slice(0, question);
  const settings = settingsIn(text, question < 0 ? '' : rest.slice(question + 1), serialSettings);
  const baudText = settings.get('baudRate') ?? '';
  const baudRate = Number(baudText);
  const port = serialPort(text, name);
  if (!/^\d{1,8}$/.test(baudText) || baudRate < 110) {
    throw invalid(text, 'baudRate must be a whole number of at least 110, for instance baudRate=115200');
  }
  const choose = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const given = settings.get(name) ?? choices[0];
    const chosen = choices.find((choice) => choice === given);
    if (chosen === undefined) throw invalid(text, `${name} must be ${choices.join(' or ')}`);
    return chosen;
  };
  const level = (name: string) => (settings.has(name) ? choose(name, ['true', 'false']) === 'true' : null);
  const read: SerialAddress = {
    kind: 'serial',
    port,
    baudRate,
    dataBits: Number(choose('dataBits', ['8', '7', '6', '5'])) as SerialAddress['dataBits'],
    parity: choose('parity', ['none', 'even', 'odd']),
    stopBits: choose('stopBits', ['1', '2']) === '1' ? 1 : 2,
    rtscts: choose('rtscts', ['false', 'true']) === 'true',
    xonxoff: choose('xonxoff', ['false', 'true']) === 'true',
    dtr: level('dtr'),
    rts: level('rts'),
    silenceSeconds: silenceIn(text, settings),
  };
  if (read.rtscts && read.xonxoff) throw invalid(text, 'choose one of rtscts and xonxoff');
  if (read.rtscts && read.rts !== null) throw invalid(text, 'rts belongs to the flow control of rtscts');
  return read;
}

const serialSettings = new Set([
  'baudRate',
  'dataBits',
  'parity',
  'stopBits',
  'rtscts',
  'xonxoff',
  'dtr',
  'rts',
  'silenceSeconds',
]);

function serialPort(text: string, name: string): SerialPortName {
  if (name.startsWith('usb:')) {
    const match = /^usb:([\x21\x22\x24-\x7e]{1,128})(?:#([1-9]\d?))?$/.exec(name);
    const serialNumber = match?.[1];
    if (serialNumber === undefined) {
      throw invalid(
        text,
        'name the serial number of the adapter, for instance serial:usb:A10K3X7Q?baudRate=9600',
      );
    }
    return { by: 'usb', serialNumber, port: match?.[2] === undefined ? null : Number(match[2]) };
  }
  if (name === '' || name.includes('\0')) {
    throw invalid(text, 'name the port, for instance serial:/dev/ttyS0?baudRate=115200');
  }
  return { by: 'path', path: name };
}

function invalid(text: string, why: string): BridgeError {
  const address = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return new BridgeError('LINK_ADDRESS_INVALID', `The address "${address}" cannot be used: ${why}.`, {
    details: { address, why },
  });
}
