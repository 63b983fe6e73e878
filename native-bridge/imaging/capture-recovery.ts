import { open } from 'node:fs/promises';
import type { ScanBegin, ScanDefect, ScanEnd } from '../drivers/scanner.ts';
import { BridgeError } from '../errors.ts';
import { openCapture } from './capture-reader.ts';
import { syncFolderOf, writeAdvice } from './disk.ts';
import { RecordFormat } from './strip-format.ts';

export interface RecoveredCapture {
  readonly begin: ScanBegin;
  readonly end: ScanEnd;
  /** Bytes of the record that was being written when the station stopped, now cut off. */
  readonly droppedBytes: number;
  /** False when the capture had its end already and was left as it was. */
  readonly recovered: boolean;
}

/**
 * Finishes a capture that nobody is writing any more: cuts off the torn record at its end, if any, and adds an end
 * record with what is missing and `station-stopped`. Every whole strip stays where it is, byte for byte, and doing
 * it again changes nothing. `known` are defects the caller knows of besides, such as a full disk's.
 *
 * Throws BridgeError CAPTURE_MISSING, CAPTURE_DAMAGED (no readable header; the file is left alone) or
 * CAPTURE_WRITE_FAILED.
 */
export async function recoverCapture(
  path: string,
  known: readonly ScanDefect[] = [],
): Promise<RecoveredCapture> {
  const reader = await openCapture(path);
  try {
    const { begin, lines, tailBytes, endAsRead } = reader;
    if (endAsRead !== null) return { begin, end: endAsRead, droppedBytes: 0, recovered: false };
    const end: ScanEnd = {
      scanId: begin.scanId,
      lines,
      defects: [
        ...reader.missing().map(({ from, to }) => ({ kind: 'lines-missing', from, to }) as const),
        ...reader.repeated().map(({ from, to }) => ({ kind: 'lines-repeated', from, to }) as const),
        ...known,
        { kind: 'station-stopped', afterLine: lines },
      ],
    };
    await replaceTail(path, reader.wholeBytes, new RecordFormat(begin).encodeEnd(end));
    return { begin, end, droppedBytes: tailBytes, recovered: true };
  } finally {
    await reader.close();
  }
}

async function replaceTail(path: string, from: number, record: Buffer): Promise<void> {
  try {
    const file = await open(path, 'r+');
    try {
      await file.truncate(from);
      for (let done = 0; done < record.length; ) {
        done += (await file.write(record, done, record.length - done, from + done)).bytesWritten;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolderOf(path);
  } catch (error) {
    const reason = writeAdvice(error);
    throw new BridgeError('CAPTURE_WRITE_FAILED', `The capture ${path} could not be recovered: ${reason}.`, {
      cause: error,
      details: { path, reason },
    });
  }
}
