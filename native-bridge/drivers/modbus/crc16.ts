/** CRC-16/MODBUS: polynomial 0x8005 reflected, begun with 0xFFFF (Modbus over serial line V1.02, 6.2.2). */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

/** The bytes with their checksum, low byte first, as RTU sends them. */
export function withCrc(bytes: Uint8Array): Buffer {
  const framed = Buffer.alloc(bytes.length + 2);
  framed.set(bytes);
  framed.writeUInt16LE(crc16(bytes), bytes.length);
  return framed;
}
