import { inflateRawSync } from 'node:zlib';
import { mostUnpackedBytes, tooLarge, unreadable } from './table.pure.ts';

const mb = (bytes: number) => Math.ceil(bytes / (1024 * 1024));
/** A workbook has a dozen parts. */
const mostParts = 2_000;

/**
 * Refuses a ZIP that unpacks to more than is read: every part is unpacked once against the bound, whatever the ZIP says
 * of its sizes. Throws TableFault, also for what is no whole ZIP.
 */
export function refuseSwollenZip(bytes: Buffer): void {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > bytes.length) throw unreadable('it is no whole workbook');
  const parts = bytes.readUInt16LE(end + 10);
  if (parts > mostParts) throw unreadable('it has too many parts for a workbook');
  let left = mostUnpackedBytes;
  let at = bytes.readUInt32LE(end + 16);
  for (let part = 0; part < parts; part += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50)
      throw unreadable('it is no whole workbook');
    left -= unpackedSize(bytes, at, left);
    if (left < 0) throw tooLarge(mb(mostUnpackedBytes) + 1, mb(mostUnpackedBytes));
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

function unpackedSize(bytes: Buffer, entry: number, left: number): number {
  const method = bytes.readUInt16LE(entry + 10);
  const packed = bytes.readUInt32LE(entry + 20);
  const header = bytes.readUInt32LE(entry + 42);
  if (header + 30 > bytes.length) throw unreadable('it is no whole workbook');
  const from = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  if (from + packed > bytes.length) throw unreadable('it is no whole workbook');
  if (method === 0) return packed;
  if (method !== 8) throw unreadable('it is packed in a way that is not read');
  try {
    return inflateRawSync(bytes.subarray(from, from + packed), { maxOutputLength: left + 1 }).byteLength;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return left + 1;
    throw unreadable('it is damaged');
  }
}
