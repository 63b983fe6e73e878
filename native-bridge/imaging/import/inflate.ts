import { inflateRawSync, inflateSync } from 'node:zlib';
import { unreadable } from './refusals.ts';

/**
 * Unpacks a zlib (or raw deflate) stream to at most `most` bytes. Throws BridgeError IMAGE_UNREADABLE, also when it
 * holds more.
 */
export function inflateAtMost(packed: Uint8Array, most: number, form: 'zlib' | 'raw' = 'zlib'): Uint8Array {
  try {
    // One piece with a little room behind it: in more pieces zlib copies them together, and needs twice the memory. What
    // is not written to costs nothing.
    const options = { maxOutputLength: most, chunkSize: most + 64 };
    return form === 'zlib' ? inflateSync(packed, options) : inflateRawSync(packed, options);
  } catch (error) {
    throw unreadable('its pixels cannot be unpacked', error);
  }
}
