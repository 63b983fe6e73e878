import { crc32 } from './crc32.ts';

/** One frame as it came: PROTOCOL.md, "Frames". */
export interface Frame {
  readonly type: number;
  readonly sequence: number;
  /** Valid until the framer is asked for the next. */
  readonly payload: Uint8Array;
  /** Of `payload`, already checked. */
  readonly payloadCrc: number;
}

/** The first byte is none that text begins with, and no byte repeats it. */
export const syncBytes = Buffer.from([0xd5, 0x53, 0x50, 0x4c]);
export const frameVersion = 1;
export const headerSize = 24;
/** Largest payload of a strip, and of anything else. */
export const maxStripPayload = 1 << 20;
export const maxPayload = 4096;
export const stripType = 0x91;

export function payloadLimit(type: number): number {
  return type === stripType ? maxStripPayload : maxPayload;
}

/** Header and payload in one new buffer. */
export function encodeFrame(type: number, sequence: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headerSize + payload.length);
  writeHeader(frame, type, sequence, payload.length, crc32(payload));
  frame.set(payload, headerSize);
  return frame;
}

/** Writes the 24 bytes of a header to the start of `target`. */
export function writeHeader(
  target: Buffer,
  type: number,
  sequence: number,
  payloadLength: number,
  payloadCrc: number,
): void {
  target.set(syncBytes, 0);
  target[4] = frameVersion;
  target[5] = type;
  target.writeUInt16LE(0, 6);
  target.writeUInt32LE(sequence >>> 0, 8);
  target.writeUInt32LE(payloadLength, 12);
  target.writeUInt32LE(payloadCrc, 16);
  target.writeUInt32LE(crc32(target.subarray(0, 20)), 20);
}
