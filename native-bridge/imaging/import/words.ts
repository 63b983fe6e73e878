/** Copies 16-bit numbers of either byte order into `into`, at memory's speed. Every machine here is little-endian. */
export function readWords(bytes: Uint8Array, littleEndian: boolean, into: Uint16Array<ArrayBuffer>): void {
  const target = Buffer.from(into.buffer, into.byteOffset, into.byteLength);
  target.set(bytes.subarray(0, into.byteLength));
  if (!littleEndian) target.swap16();
}
