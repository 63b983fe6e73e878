import { Worker } from 'node:worker_threads';
import { threadEnvironment } from '../../native-bridge/thread-environment.ts';
import { StationError } from '../errors.ts';
import { mostBytes, type Table, type TableFault, tooLarge, unreadable } from './table.pure.ts';

/** Ten times what the largest list takes on a slow machine. */
const longestMs = 20_000;
/** For a list of the largest size with its cells as objects. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };

type Said = { readonly table: Table } | { readonly fault: Pick<TableFault, 'code' | 'message' | 'details'> };

/** One at a time, so that the bound on memory holds for all of them together. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Reads a list in a thread of its own, which is ended when it takes too long or too much memory: the station goes on
 * meanwhile. Throws StationError BOOKINGS_FILE_TOO_LARGE, _UNREADABLE, _EMPTY or _TOO_LONG.
 */
export function readTableAside(bytes: Uint8Array): Promise<Table> {
  if (bytes.length > mostBytes)
    return Promise.reject(asError(tooLarge(Math.ceil(bytes.length / 1048576), mostBytes / 1048576)));
  const turn = queue.then(() => inThread(bytes));
  queue = turn.catch(() => {});
  return turn;
}

async function inThread(bytes: Uint8Array): Promise<Table> {
  const worker = new Worker(workerFile(), {
    ...{ workerData: bytes, env: threadEnvironment(), resourceLimits },
    ...{ stdout: true, stderr: true },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Table>();
  const timer = setTimeout(
    () => reject(asError(unreadable(`reading it took more than ${longestMs / 1000} s`))),
    longestMs,
  );
  worker.stdout.resume();
  worker.stderr.resume();
  worker.on('message', (said: Said) => ('table' in said ? resolve(said.table) : reject(asError(said.fault))));
  worker.on('error', (fault: NodeJS.ErrnoException) =>
    reject(
      asError(
        unreadable(
          fault.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it takes too much memory to read' : 'it is damaged',
        ),
      ),
    ),
  );
  worker.on('exit', () => reject(asError(unreadable('what reads it ended'))));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

export function asError({
  code,
  message,
  details,
}: Pick<TableFault, 'code' | 'message' | 'details'>): StationError {
  return new StationError(code, message, { details });
}

/** From source the worker is a `.ts` file; in a bundle it is the `.js` file built beside the one this is in. */
function workerFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? 'read-table-worker.ts' : 'read-table-worker.js', here);
}
