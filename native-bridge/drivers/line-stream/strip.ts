import { crc32, crc32OfBoth, crc32OfTail } from './crc32.ts';
import { malformed } from './fields.ts';
import { type Frame, headerSize, stripType, writeHeader } from './frame.ts';

/** Bytes before the pixels in a strip's payload. */
export const stripHeadSize = 20;

/** A strip as it travels: PROTOCOL.md, "STRIP". */
export interface StripMessage {
  readonly scanNumber: number;
  readonly stripNumber: number;
  readonly firstLine: number;
  readonly lines: number;
  /** Line, then plane, then detector; 16-bit little-endian. Points into the frame. */
  readonly pixels: Uint8Array;
  /** Of `pixels`, checked. */
  readonly crc32: number;
}

/** Throws BridgeError DEVICE_PROTOCOL when there is no head or the pixels do not match their CRC. */
export function decodeStrip({ payload, payloadCrc }: Frame): StripMessage {
  if (payload.length < stripHeadSize) throw malformed(`a strip of ${payload.length} bytes`);
  const head = Buffer.from(payload.buffer, payload.byteOffset, stripHeadSize);
  const pixels = payload.subarray(stripHeadSize);
  // The frame's CRC has been through every pixel already; the pixels' own CRC follows from it.
  const pixelCrc = crc32OfTail(payloadCrc, crc32(head), pixels.length);
  if (pixelCrc !== head.readUInt32LE(16)) throw malformed('a strip whose pixels do not match their CRC');
  return {
    scanNumber: head.readUInt32LE(0),
    stripNumber: head.readUInt32LE(4),
    firstLine: head.readUInt32LE(8),
    lines: head.readUInt16LE(12),
    pixels,
    crc32: pixelCrc,
  };
}

/** A whole frame around a copy of `pixels`. `crc32` is worked out when it is not given. */
export function encodeStrip(
  sequence: number,
  strip: Omit<StripMessage, 'crc32'> & { readonly crc32?: number },
): { readonly frame: Buffer; readonly crc32: number } {
  const { pixels, crc32: pixelCrc = crc32(pixels) } = strip;
  const frame = Buffer.allocUnsafe(headerSize + stripHeadSize + pixels.length);
  const head = frame.subarray(headerSize, headerSize + stripHeadSize);
  head.writeUInt32LE(strip.scanNumber, 0);
  head.writeUInt32LE(strip.stripNumber, 4);
  head.writeUInt32LE(strip.firstLine, 8);
  head.writeUInt16LE(strip.lines, 12);
  head.writeUInt16LE(0, 14);
  head.writeUInt32LE(pixelCrc, 16);
  frame.set(pixels, headerSize + stripHeadSize);
  const payloadCrc = crc32OfBoth(crc32(head), pixelCrc, pixels.length);
  writeHeader(frame, stripType, sequence, stripHeadSize + pixels.length, payloadCrc);
  return { frame, crc32: pixelCrc };
}
