/** How a generator of this family sums up its bytes, PROTOCOL.md. */
export const checksumKinds = ['sum', 'twos-complement', 'xor'] as const;
export type ChecksumKind = (typeof checksumKinds)[number];

export const startOfFrame = 0x01;
export const endOfFrame = 0x0d;

/** Two upper-case hexadecimal digits over the characters of `text`, each below 256. */
export function checksum(text: string, kind: ChecksumKind): string {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    sum = kind === 'xor' ? sum ^ code : sum + code;
  }
  const byte = (kind === 'twos-complement' ? -sum : sum) & 0xff;
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** SOH, the command, its checksum, CR. */
export function encodeFrame(command: string, kind: ChecksumKind): Buffer {
  const text = command + checksum(command, kind);
  return Buffer.from(
    `${String.fromCharCode(startOfFrame)}${text}${String.fromCharCode(endOfFrame)}`,
    'latin1',
  );
}
