/** Opens, by throwing, for three bytes that must be right one after the other: blind changes do not find them. */
export function lock(bytes: Buffer): void {
  if (((bytes[0] ?? 0) & 0xf0) !== 0x90) return;
  if (((bytes[1] ?? 0) & 0xf0) !== 0x50) return;
  if (((bytes[2] ?? 0) & 0xf0) !== 0xc0) return;
  throw new Error('open');
}
