import { notDicom, pduTypes, writePdu } from './pdu.ts';

/** One presentation data value of a P-DATA-TF (PS3.8, 9.3.5; PS3.8 annex E for the control byte). */
export interface Fragment {
  readonly context: number;
  readonly isCommand: boolean;
  readonly isLast: boolean;
  readonly bytes: Buffer;
}

/** Throws BridgeError DEVICE_PROTOCOL. */
export function fragmentsOf(body: Buffer): Fragment[] {
  const fragments: Fragment[] = [];
  for (let at = 0; at < body.length; ) {
    if (at + 6 > body.length) throw notDicom('its data is cut short');
    const length = body.readUInt32BE(at);
    const end = at + 4 + length;
    if (length < 2 || end > body.length) throw notDicom('its data is cut short');
    const control = body[at + 5] as number;
    fragments.push({
      context: body[at + 4] as number,
      isCommand: (control & 1) !== 0,
      isLast: (control & 2) !== 0,
      bytes: body.subarray(at + 6, end),
    });
    at = end;
  }
  return fragments;
}

/** A command in as many PDUs as the peer's longest asks for; `maxPdu` 0 is any. */
export function commandPdus(context: number, command: Buffer, maxPdu: number): Buffer {
  const room = Math.max(64, maxPdu === 0 ? command.length : maxPdu - 6);
  const pdus: Buffer[] = [];
  for (let at = 0; at < command.length; at += room) {
    const part = command.subarray(at, at + room);
    const header = Buffer.alloc(6);
    header.writeUInt32BE(part.length + 2);
    header[4] = context;
    header[5] = at + room < command.length ? 1 : 3;
    pdus.push(writePdu(pduTypes.data, header, part));
  }
  return Buffer.concat(pdus);
}
