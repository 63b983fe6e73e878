import { implementationClass, implementationVersion } from './associate.ts';

/**
 * What a DICOM file begins with before its data set (PS3.10, 7.1): preamble, `DICM`, and the file meta information.
 * It says nothing of the sender, so that the same object gives the same file whoever sends it.
 */
export function part10Header(object: {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly transferSyntax: string;
}): Buffer {
  const elements = Buffer.concat([
    long(0x0001, 'OB', Buffer.from([0, 1])),
    uid(0x0002, object.sopClass),
    uid(0x0003, object.sopInstance),
    uid(0x0010, object.transferSyntax),
    uid(0x0012, implementationClass),
    short(
      0x0013,
      'SH',
      Buffer.from(
        implementationVersion.padEnd(implementationVersion.length + (implementationVersion.length % 2)),
      ),
    ),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(elements.length);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), short(0x0000, 'UL', length), elements]);
}

function uid(tag: number, value: string): Buffer {
  return short(tag, 'UI', Buffer.from(value.length % 2 === 0 ? value : `${value}\0`, 'latin1'));
}

/** Explicit VR little-endian, with a length of two bytes (PS3.5, 7.1.2). */
function short(tag: number, vr: string, value: Buffer): Buffer {
  const header = Buffer.from([2, 0, 0, 0, ...Buffer.from(vr), 0, 0]);
  header.writeUInt16LE(tag, 2);
  header.writeUInt16LE(value.length, 6);
  return Buffer.concat([header, value]);
}

/** With two reserved bytes and a length of four. */
function long(tag: number, vr: string, value: Buffer): Buffer {
  const header = Buffer.from([2, 0, 0, 0, ...Buffer.from(vr), 0, 0, 0, 0, 0, 0]);
  header.writeUInt16LE(tag, 2);
  header.writeUInt32LE(value.length, 8);
  return Buffer.concat([header, value]);
}
