import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf, emptyLink, type LinkDraft, linkOf, linkProblems } from './link-address.ts';

const host = fc.constantFrom('10.0.0.7', 'portal.post.example', 'fe80::1', '::1');
const port = fc.integer({ min: 1, max: 65_535 }).map(String);
const net = fc
  .tuple(fc.constantFrom('tcp', 'listen'), host, port)
  .map(([kind, name, number]): LinkDraft => ({ ...emptyLink(kind), host: name, port: number }));
const serial = fc
  .record({
    path: fc.constantFrom('/dev/ttyS0', '/dev/ttyUSB1', 'COM3', 'usb:A10K3X7Q', 'usb:FT4232#2'),
    baudRate: fc.integer({ min: 110, max: 4_000_000 }).map(String),
    dataBits: fc.constantFrom('5', '6', '7', '8'),
    parity: fc.constantFrom('none', 'even', 'odd'),
    stopBits: fc.constantFrom('1', '2'),
    rtscts: fc.boolean(),
  })
  .map((given): LinkDraft => ({ ...emptyLink('serial'), ...given }));
const folder = fc
  .constantFrom('/srv/pictures', 'C:\\pictures', '\\\\nas\\scans')
  .map((path): LinkDraft => ({ ...emptyLink('folder'), path }));

describe('the address of a link', () => {
  test('comes back from the form as it was', () => {
    fc.assert(
      fc.property(fc.oneof(net, serial, folder), (draft) => {
        expect(linkProblems(draft)).toEqual({});
        expect(linkOf(addressOf(draft))).toEqual({ ...draft, host: draft.host });
      }),
    );
  });

  test('keeps what the form does not ask for', () => {
    const address = 'serial:/dev/ttyUSB0?dtr=false&baudRate=19200';
    expect(addressOf(linkOf(address)!)).toBe(address);
  });

  test.each(['', 'http://x', 'tcp://', 'tcp://a:b', 'udp://a:1'])('%j is none', (address) => {
    expect(linkOf(address)).toBeNull();
  });

  test.each([
    [{ ...emptyLink('tcp'), port: '1' }, { host: 'hostNeeded' }],
    [{ ...emptyLink('tcp'), host: 'a' }, { port: 'portNeeded' }],
    [{ ...emptyLink('tcp'), host: 'a', port: '0' }, { port: 'portRange' }],
    [{ ...emptyLink('tcp'), host: 'a', port: '65536' }, { port: 'portRange' }],
    [{ ...emptyLink('listen'), port: '0' }, {}],
    [
      { ...emptyLink('serial'), baudRate: '9,6' },
      { path: 'pathNeeded', baudRate: 'baudRange' },
    ],
    [{ ...emptyLink('folder'), path: 'pictures' }, { path: 'folderPath' }],
  ] as const)('%o has %o wrong', (draft, problems) => {
    expect(linkProblems(draft)).toEqual(problems);
  });
});
