import { BridgeError } from '../../errors.ts';
import { memoryPair } from '../../transport/memory.ts';
import { systemTimers } from '../../transport/timers.ts';
import type { IncomingFile, StoredFile } from '../image-intake/incoming-file.ts';
import { serveAssociation } from './association.ts';
import { statuses } from './command.ts';
import { dicomReceiverSettings } from './settings.ts';

const settings = dicomReceiverSettings.parse({ maxMegabytes: 1 });

/**
 * Serves a sender that sends these chunks and closes. Rejects where the association ends in anything but order or a
 * BridgeError, leaves a file open, stores more than it may, or answers without being asked.
 */
export async function fuzzAssociation(chunks: readonly Uint8Array[]): Promise<void> {
  const { a, b } = memoryPair();
  let open = 0;
  const served = serveAssociation({
    connection: a,
    settings,
    timers: systemTimers,
    full: false,
    accepted: () => {},
    refused: async () => {},
    store: {
      begin: async () => {
        open++;
        return counting(() => open--);
      },
      take: async ({ bytes }) => {
        if (bytes > 2 ** 20) throw new Error(`it stored ${bytes} bytes`);
        return { status: statuses.success };
      },
      refuse: async () => {},
    },
  });
  const failed = served.then(
    () => null,
    (error: unknown) => (error instanceof BridgeError ? null : error),
  );
  const answered = (async () => {
    let bytes = 0;
    for await (const answer of b.incoming) bytes += answer.length;
    return bytes;
  })();
  let sent = 0;
  for (const chunk of chunks) {
    sent += chunk.length;
    await b.write(chunk).catch(() => {});
  }
  await b.close();
  const failure = await failed;
  if (failure !== null) throw failure;
  if (open !== 0) throw new Error(`${open} files were left open`);
  // The answer to an association names its parties once more; any other is shorter than what asked for it is long.
  if ((await answered) > 20_000 + 20 * sent) throw new Error('it answers more than it was asked');
}

/** A file that only counts. */
function counting(close: () => void): IncomingFile {
  let bytes = 0;
  let isOpen = true;
  const end = async (): Promise<StoredFile> => {
    if (isOpen) close();
    isOpen = false;
    return { file: '', sha256: '', bytes };
  };
  const write = async (chunk: Uint8Array) => {
    bytes += chunk.length;
  };
  return { write, finish: end, discard: end } as unknown as IncomingFile;
}
