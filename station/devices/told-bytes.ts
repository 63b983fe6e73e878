import { type FileHandle, open } from 'node:fs/promises';
import { RecordingParser } from '../../native-bridge/transport/recording-reader.ts';
import { pause, type Timers } from '../../native-bridge/transport/timers.ts';

/** What came over a link in one look. */
export interface ToldBytes {
  /** `53 50 2C`; of much only the beginning. */
  readonly hex: string;
  /** The same where it is a character of ASCII, and a dot where it is not. */
  readonly printable: string;
  /** How many more there were. */
  readonly more: number;
}

const lookMs = 100;
const mostShown = 256;
const mostRead = 4 << 20;

/**
 * Follows a recording of a link while it is written, and tells what came in: ten times a second at most, until `signal`
 * aborts and once more then. A recording that cannot be read is told nothing of.
 */
export async function tellBytes(
  file: string,
  tell: (bytes: ToldBytes) => void,
  timers: Timers,
  signal: AbortSignal,
): Promise<void> {
  const parser = new RecordingParser();
  let handle: FileHandle | null = null;
  let at = 0;
  const look = async () => {
    handle ??= await open(file).catch(() => null);
    if (handle === null) return;
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(mostRead), 0, mostRead, at);
    at += bytesRead;
    const came: Uint8Array[] = [];
    for (const entry of parser.take(buffer.subarray(0, bytesRead))) {
      if (entry.kind === 'in') came.push(entry.bytes);
    }
    const bytes = Buffer.concat(came);
    if (bytes.length > 0) tell(told(bytes));
  };
  try {
    while (!signal.aborted) {
      await look();
      await pause(timers, lookMs, signal);
    }
    await look();
  } catch {
    // It is a help for who looks at the screen, and says nothing of the device.
  } finally {
    await (handle as FileHandle | null)?.close().catch(() => {});
  }
}

function told(bytes: Buffer): ToldBytes {
  const shown = bytes.subarray(0, mostShown);
  return {
    hex: shown
      .toString('hex')
      .toUpperCase()
      .replace(/..(?=.)/g, '$& '),
    printable: shown.toString('latin1').replace(/[^\x20-\x7e]/g, '.'),
    more: bytes.length - shown.length,
  };
}
