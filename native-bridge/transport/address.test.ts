import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BridgeError } from '../errors.ts';
import { parseAddress } from './address.ts';

test('reads TCP addresses, with names, numbers and IPv6', () => {
  expect(parseAddress('tcp://10.0.0.7:4001')).toEqual({ kind: 'tcp', host: '10.0.0.7', port: 4001 });
  expect(parseAddress('tcp://scanner-2.post.local:1')).toMatchObject({
    host: 'scanner-2.post.local',
    port: 1,
  });
  expect(parseAddress('tcp://[fe80::1%eth0]:65535')).toMatchObject({ host: 'fe80::1%eth0', port: 65_535 });
});

test('reads serial addresses, with what is usual for what is not said', () => {
  expect(parseAddress('serial:/dev/ttyS0?baudRate=115200')).toEqual({
    kind: 'serial',
    path: '/dev/ttyS0',
    baudRate: 115_200,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    rtscts: false,
  });
  expect(
    parseAddress('serial:COM3?baudRate=9600&parity=even&dataBits=7&stopBits=2&rtscts=true'),
  ).toMatchObject({ path: 'COM3', parity: 'even', dataBits: 7, stopBits: 2, rtscts: true });
});

test.each([
  ['http://10.0.0.7:80', 'begin with tcp:// or serial:'],
  ['tcp://10.0.0.7', 'tcp://HOST:PORT'],
  ['tcp://:4001', 'tcp://HOST:PORT'],
  ['tcp://host:0', 'from 1 to 65535'],
  ['tcp://host:65536', 'from 1 to 65535'],
  ['tcp://host:4001/path', 'tcp://HOST:PORT'],
  ['serial:?baudRate=9600', 'name the port'],
  ['serial:/dev/ttyS0', 'baudRate must be'],
  ['serial:/dev/ttyS0?baudRate=fast', 'baudRate must be'],
  ['serial:/dev/ttyS0?baudRate=9600&speed=1', 'the setting "speed" is not known'],
  ['serial:/dev/ttyS0?baudRate=9600&baudRate=1', 'is given twice'],
  ['serial:/dev/ttyS0?baudRate=9600&parity=mark', 'parity must be none or even or odd'],
])('says what is wrong with %s', (address, why) => {
  expect(() => parseAddress(address)).toThrow(
    expect.objectContaining({ code: 'LINK_ADDRESS_INVALID', message: expect.stringContaining(why) }),
  );
});

test('of any text gives an address or a sentence', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string().map((rest) => `tcp://${rest}`),
    fc.string().map((rest) => `serial:${rest}`),
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
