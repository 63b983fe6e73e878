import { BridgeError } from '../errors.ts';

export type LinkAddress = TcpAddress | SerialAddress;

export interface TcpAddress {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}

export interface SerialAddress {
  readonly kind: 'serial';
  /** `/dev/ttyS0`, `COM3`. */
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  /** Hardware flow control. Without it a slow reader loses bytes. */
  readonly rtscts: boolean;
}

/**
 * Reads `tcp://HOST:PORT` (IPv6 in brackets) or `serial:PATH?baudRate=N[&dataBits=7|8][&parity=none|even|odd]
 * [&stopBits=1|2][&rtscts=true|false]`. Throws BridgeError LINK_ADDRESS_INVALID.
 */
export function parseAddress(text: string): LinkAddress {
  if (text.startsWith('tcp://')) return parseTcp(text);
  if (text.startsWith('serial:')) return parseSerial(text);
  throw invalid(text, 'it must begin with tcp:// or serial:');
}

function parseTcp(text: string): TcpAddress {
  const match = /^tcp:\/\/(?:\[([0-9a-fA-F:.%\w]+)\]|([^\s:/?#[\]@]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined) throw invalid(text, 'write tcp://HOST:PORT, for instance tcp://10.0.0.7:4001');
  if (port < 1 || port > 65_535) throw invalid(text, 'the port must be from 1 to 65535');
  return { kind: 'tcp', host, port };
}

function parseSerial(text: string): SerialAddress {
  const rest = text.slice('serial:'.length);
  const question = rest.indexOf('?');
  const path = question < 0 ? rest : rest.slice(0, question);
  const settings = new URLSearchParams(question < 0 ? '' : rest.slice(question + 1));
  if (path === '' || path.includes('\0')) {
    throw invalid(text, 'name the port, for instance serial:/dev/ttyS0?baudRate=115200');
  }
  for (const name of settings.keys()) {
    if (!['baudRate', 'dataBits', 'parity', 'stopBits', 'rtscts'].includes(name)) {
      throw invalid(text, `the setting "${name}" is not known`);
    }
    if (settings.getAll(name).length > 1) throw invalid(text, `the setting "${name}" is given twice`);
  }
  const baudText = settings.get('baudRate') ?? '';
  const baudRate = Number(baudText);
  if (!/^\d{1,8}$/.test(baudText) || baudRate < 110) {
    throw invalid(text, 'baudRate must be a whole number of at least 110, for instance baudRate=115200');
  }
  const choose = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const given = settings.get(name) ?? choices[0];
    const chosen = choices.find((choice) => choice === given);
    if (chosen === undefined) throw invalid(text, `${name} must be ${choices.join(' or ')}`);
    return chosen;
  };
  return {
    kind: 'serial',
    path,
    baudRate,
    dataBits: choose('dataBits', ['8', '7']) === '8' ? 8 : 7,
    parity: choose('parity', ['none', 'even', 'odd']),
    stopBits: choose('stopBits', ['1', '2']) === '1' ? 1 : 2,
    rtscts: choose('rtscts', ['false', 'true']) === 'true',
  };
}

function invalid(text: string, why: string): BridgeError {
  const address = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return new BridgeError('LINK_ADDRESS_INVALID', `The address "${address}" cannot be used: ${why}.`, {
    details: { address, why },
  });
}
