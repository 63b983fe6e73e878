import type { ReadableFile } from './zip-reader.ts';

/** Bytes as a file to read from, for tests. */
export function inMemory(bytes: Uint8Array): ReadableFile {
  return {
    stat: async () => ({ size: bytes.length }),
    read: async (target, offset, length, position) => {
      const part = bytes.subarray(position, position + length);
      target.set(part, offset);
      return { bytesRead: part.length };
    },
  };
}
