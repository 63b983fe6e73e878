import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress } from '../../native-bridge/transport/address.ts';
import { addressOf, emptyLink, type LinkDraft, linkProblems } from '../../renderer/devices/link-address.ts';

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
test('the station reads every address that the form finds no fault with', () => {
  fc.assert(
    fc.property(fc.oneof(net, serial), (draft) => {
      expect(linkProblems(draft)).toEqual({});
      expect(parseAddress(addressOf(draft))).toMatchObject(
        draft.kind === 'serial'
          ? {
              kind: 'serial',
              port: { by: draft.path.startsWith('usb:') ? 'usb' : 'path' },
              baudRate: Number(draft.baudRate),
              dataBits: Number(draft.dataBits),
              parity: draft.parity,
              rtscts: draft.rtscts,
            }
          : { kind: draft.kind, host: draft.host, port: Number(draft.port) },
      );
    }),
  );
});
