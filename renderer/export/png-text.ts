/**
 * The PNG with a text in it that any reader of PNG metadata finds: an uncompressed `iTXt` chunk after the header (PNG
 * specification, third edition, 11.3.3.3). `keyword`: 1 to 79 Latin letters. Throws RangeError for what is no PNG.
 */
export function withText(png: Uint8Array, keyword: string, text: string): Uint8Array<ArrayBuffer> {
  const header = 8 + 25;
  if (png.length < header || signature.some((byte, index) => png[index] !== byte))
    throw new RangeError('This is no PNG.');
  const words = new TextEncoder();
  // Keyword, its end, not compressed, no method, no language, no translated keyword.
  const data = new Uint8Array([...words.encode(keyword), 0, 0, 0, 0, 0, ...words.encode(text)]);
  const chunk = new Uint8Array(12 + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(words.encode('iTXt'), 4);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)));
  const whole = new Uint8Array(png.length + chunk.length);
  whole.set(png.subarray(0, header), 0);
  whole.set(chunk, header);
  whole.set(png.subarray(header), header + chunk.length);
  return whole;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The checksum of PNG chunks (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
