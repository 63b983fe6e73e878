import { parentPort, workerData } from 'node:worker_threads';
import { readTable } from './read-table.ts';
import { TableFault } from './table.pure.ts';

/* Reads one list and ends. It is the one that a foreign file can hang or bloat, and is ended then. */

const bytes = Buffer.from(workerData as Uint8Array);
try {
  parentPort?.postMessage({ table: await readTable(bytes) });
} catch (fault) {
  const { code, message, details } =
    fault instanceof TableFault
      ? fault
      : new TableFault('BOOKINGS_FILE_UNREADABLE', 'It is damaged.', { reason: 'it is damaged' });
  parentPort?.postMessage({ fault: { code, message, details } });
}
