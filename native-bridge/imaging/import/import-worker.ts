import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { toWire } from '../imaging-protocol.ts';
import { type Budget, maxFileBytes, maxPixelBytes, maxWorkBytes } from './budget.ts';
import { decodeFile } from './decode.ts';
import type { ImportJob, ImportMessage } from './import-protocol.ts';
import { importedGeometry } from './imported-geometry.ts';
import type { PictureFacts } from './imported-picture.ts';
import { tooLarge, unreadable } from './refusals.ts';

/*
 * The import thread: decodes one file and ends. It is the one that foreign bytes can hang or bloat, and is ended then.
 */

const job = workerData as ImportJob;
const ready = new Int32Array(job.yielded);
let readyBytes = 0;

const budget: Budget = {
  pixelBytes: maxPixelBytes,
  workBytes: maxWorkBytes,
  yielded: (bytes) => {
    readyBytes += bytes;
    Atomics.store(ready, 0, Math.floor(readyBytes / 1024));
  },
  apart: async (work) => {
    post({ kind: 'apart', begins: true });
    try {
      return await work();
    } finally {
      post({ kind: 'apart', begins: false });
    }
  },
};

try {
  await decode();
} catch (error) {
  post({ kind: 'failed', error: toWire(error) });
}

async function decode(): Promise<void> {
  const bytes = readWhole(job.file);
  const decoded = await decodeFile(bytes, budget);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (decoded.kind === 'report') {
    const { summary, about } = decoded;
    post({ kind: 'report', report: { format: 'dicos', summary, about, sha256 } });
    return;
  }
  const { format, width, height, about, planes } = decoded;
  const facts: PictureFacts = { format, geometry: importedGeometry(decoded), width, height, about, sha256 };
  if (job.pixels)
    post(
      { kind: 'picture', picture: { ...facts, planes } },
      planes.map((plane) => plane.buffer),
    );
  else post({ kind: 'picture', picture: facts });
}

/** Only a file of bytes is opened: a pipe or a device would never let go. */
function readWhole(file: string): Buffer {
  let descriptor: number;
  try {
    if (!statSync(file).isFile()) throw unreadable('it is no file');
    descriptor = openSync(file, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw code === 'ENOENT' ? unreadable('it is not there', error) : error;
  }
  try {
    const { size } = fstatSync(descriptor);
    post({ kind: 'opened', fileBytes: size });
    if (size > maxFileBytes) {
      const [mb, most] = [size, maxFileBytes].map((n) => Math.round(n / (1024 * 1024)));
      throw tooLarge(`the file has ${mb} MB, at most ${most} MB are read`);
    }
    const bytes = Buffer.allocUnsafeSlow(size);
    let at = 0;
    while (at < size) {
      const read = readSync(descriptor, bytes, at, size - at, at);
      if (read === 0) break;
      at += read;
    }
    return bytes.subarray(0, at);
  } finally {
    closeSync(descriptor);
  }
}

function post(message: ImportMessage, transfer: ArrayBuffer[] = []): void {
  parentPort!.postMessage(message, transfer);
}
