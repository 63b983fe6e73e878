import { open } from 'node:fs/promises';
import { BridgeError } from '../errors.ts';
import { decodeEntry, fileHead, maxPayload, type RecordedEntry } from './recording-format.ts';

/** Takes a recording's file in pieces. What follows the first bytes that are no record is not read, but counted. */
export class RecordingParser {
  #rest = Buffer.alloc(0);
  #headSeen = false;
  #damaged = false;
  #skipped = 0;

  /** Bytes at the end that are no whole record: a power cut leaves some. */
  get tornBytes(): number {
    return this.#skipped + this.#rest.length;
  }

  /** The entries that are whole now. Throws BridgeError RECORDING_INVALID for a file that is no recording. */
  *take(chunk: Uint8Array): Generator<RecordedEntry> {
    if (this.#damaged) {
      this.#skipped += chunk.length;
      return;
    }
    let rest = Buffer.concat([this.#rest, chunk]);
    if (!this.#headSeen) {
      const head = rest.subarray(0, fileHead.length);
      if (!fileHead.subarray(0, head.length).equals(head)) throw notRecording();
      if (head.length < fileHead.length) {
        this.#rest = rest;
        return;
      }
      this.#headSeen = true;
      rest = rest.subarray(fileHead.length);
    }
    for (;;) {
      // Kept at each step, because the one who takes entries may stop after any.
      this.#rest = rest;
      const next = decodeEntry(rest);
      if (next === 'more') return;
      if (next === null) {
        this.#damaged = true;
        this.#skipped = rest.length;
        this.#rest = Buffer.alloc(0);
        return;
      }
      rest = rest.subarray(next.size);
      this.#rest = rest;
      yield next.entry;
    }
  }
}

/**
 * What was recorded, from one file or from several that follow one another, oldest first. Reads as it goes.
 * Throws BridgeError RECORDING_INVALID for a file that cannot be read or is no recording; `torn` is told the bytes of
 * each file that are no whole record.
 */
export async function* readRecording(
  files: readonly string[],
  torn: (file: string, bytes: number) => void = () => {},
): AsyncGenerator<RecordedEntry> {
  for (const file of files) {
    const parser = new RecordingParser();
    for await (const chunk of chunksOf(file)) yield* parser.take(chunk);
    if (parser.tornBytes > 0) torn(file, parser.tornBytes);
  }
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    throw invalid(file, cause.code === 'ENOENT' ? 'it is not there' : cause.message, cause);
  });
  try {
    const buffer = Buffer.allocUnsafe(4 * maxPayload);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length).catch((cause: Error) => {
        throw invalid(file, cause.message, cause);
      });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

function notRecording(): BridgeError {
  return invalid('the file', 'it is not a recording of a link');
}

function invalid(path: string, reason: string, cause?: unknown): BridgeError {
  return new BridgeError('RECORDING_INVALID', `The recording ${path} cannot be played: ${reason}.`, {
    cause,
    details: { path, reason },
  });
}
