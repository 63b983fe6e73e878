import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BridgeError } from '../errors.ts';
import { parseAddress } from './address.ts';

test('reads TCP addresses, with names, numbers and IPv6', () => {
  expect(parseAddress('tcp://10.0.0.7:4001')).toEqual({
    kind: 'tcp',
    host: '10.0.0.7',
    port: 4001,
    silenceSeconds: null,
  });
  expect(parseAddress('tcp://10.0.0.7:4001?silenceSeconds=30')).toMatchObject({ silenceSeconds: 30 });
  expect(parseAddress('tcp://scanner-2.post.local:1')).toMatchObject({
    host: 'scanner-2.post.local',
    port: 1,
  });
  expect(parseAddress('tcp://[fe80::1%eth0]:65535')).toMatchObject({ host: 'fe80::1%eth0', port: 65_535 });
});

test('reads addresses to listen on, where port 0 is any', () => {
  expect(parseAddress('listen://0.0.0.0:104')).toEqual({ kind: 'listen', host: '0.0.0.0', port: 104 });
  expect(parseAddress('listen://[::1]:0')).toEqual({ kind: 'listen', host: '::1', port: 0 });
});

test('reads folders, whatever their names hold', () => {
  expect(parseAddress('folder:/srv/scans/from lane 1?#')).toEqual({
    kind: 'folder',
    path: '/srv/scans/from lane 1?#',
  });
  expect(parseAddress('folder:/srv/a/../b//c')).toEqual({ kind: 'folder', path: '/srv/b/c' });
});

test('reads serial addresses, with what is usual for what is not said', () => {
  expect(parseAddress('serial:/dev/ttyS0?baudRate=115200')).toEqual({
    kind: 'serial',
    port: { by: 'path', path: '/dev/ttyS0' },
    baudRate: 115_200,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    rtscts: false,
    xonxoff: false,
    dtr: null,
    rts: null,
    silenceSeconds: null,
  });
  expect(
    parseAddress('serial:COM3?baudRate=9600&parity=even&dataBits=7&stopBits=2&rtscts=true&dtr=false'),
  ).toMatchObject({
    port: { by: 'path', path: 'COM3' },
    parity: 'even',
    dataBits: 7,
    stopBits: 2,
    rtscts: true,
    dtr: false,
  });
  expect(
    parseAddress('serial:usb:A10K3X7Q?baudRate=9600&xonxoff=true&rts=true&silenceSeconds=5'),
  ).toMatchObject({
    port: { by: 'usb', serialNumber: 'A10K3X7Q', port: null },
    xonxoff: true,
    rts: true,
    silenceSeconds: 5,
  });
  expect(parseAddress('serial:usb:FT4X1Z#3?baudRate=9600')).toMatchObject({
    port: { by: 'usb', serialNumber: 'FT4X1Z', port: 3 },
  });
});

test.each([
  ['http://10.0.0.7:80', 'begin with tcp://, listen://, serial: or folder:'],
  ['tcp://10.0.0.7', 'tcp://HOST:PORT'],
  ['tcp://:4001', 'tcp://HOST:PORT'],
  ['tcp://host:0', 'from 1 to 65535'],
  ['tcp://host:65536', 'from 1 to 65535'],
  ['tcp://host:4001/path', 'tcp://HOST:PORT'],
  ['tcp://host:4001?silenceSeconds=0', 'silenceSeconds must be'],
  ['tcp://host:4001?rtscts=true', 'the setting "rtscts" is not known'],
  ['listen://host', 'listen://HOST:PORT'],
  ['listen://host:65536', 'from 0 to 65535'],
  ['folder:', 'the whole path'],
  ['folder:scans', 'the whole path'],
  ['folder:/srv/\0', 'the whole path'],
  ['serial:?baudRate=9600', 'name the port'],
  ['serial:usb:?baudRate=9600', 'name the serial number'],
  ['serial:usb:A10#0?baudRate=9600', 'name the serial number'],
  ['serial:/dev/ttyS0', 'baudRate must be'],
  ['serial:/dev/ttyS0?baudRate=fast', 'baudRate must be'],
  ['serial:/dev/ttyS0?baudRate=9600&speed=1', 'the setting "speed" is not known'],
  ['serial:/dev/ttyS0?baudRate=9600&baudRate=1', 'is given twice'],
  ['serial:/dev/ttyS0?baudRate=9600&parity=mark', 'parity must be none or even or odd'],
  ['serial:/dev/ttyS0?baudRate=9600&dataBits=9', 'dataBits must be 8 or 7 or 6 or 5'],
  ['serial:/dev/ttyS0?baudRate=9600&rtscts=true&xonxoff=true', 'one of rtscts and xonxoff'],
  ['serial:/dev/ttyS0?baudRate=9600&rtscts=true&rts=true', 'belongs to the flow control'],
])('says what is wrong with %s', (address, why) => {
  expect(() => parseAddress(address)).toThrow(
    expect.objectContaining({ code: 'LINK_ADDRESS_INVALID', message: expect.stringContaining(why) }),
  );
});

test('of any text gives an address or a sentence', () => {
  const text = fc.oneof(
    fc.string(),
    ...['tcp://', 'listen://', 'serial:', 'serial:usb:', 'folder:/'].map((start) =>
      fc.string().map((rest) => `${start}${rest}`),
    ),
  );
  fc.assert(
    fc.property(text, (address) => {
      try {
        expect(parseAddress(address)).toHaveProperty('kind');
      } catch (cause) {
        expect(cause).toBeInstanceOf(BridgeError);
      }
    }),
  );
});

test('gives back every host and port it was given', () => {
  const host = fc.oneof(fc.ipV4(), fc.domain());
  fc.assert(
    fc.property(
      fc.constantFrom('tcp' as const, 'listen' as const),
      host,
      fc.integer({ min: 1, max: 65_535 }),
      (kind, host, port) => {
        expect(parseAddress(`${kind}://${host}:${port}`)).toMatchObject({ kind, host, port });
      },
    ),
  );
});
