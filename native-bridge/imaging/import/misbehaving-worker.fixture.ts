import { parentPort, workerData } from 'node:worker_threads';
import type { ImportJob, ImportMessage } from './import-protocol.ts';

/* An import thread that does what its file is called: the ways in which a decoder can go wrong on foreign bytes. */

const { file, yielded } = workerData as ImportJob;
const post = (message: ImportMessage) => parentPort!.postMessage(message);

if (file !== 'never starts') post({ kind: 'opened', fileBytes: 1000 });
switch (file) {
  case 'hangs':
  case 'never starts':
    for (;;);
  case 'hangs in a codec': {
    // (module (func (export "f") (loop (br 0))))
    const loop = '0061736d010000000104016000000302010007050101660000' + '0a09010700034' + '00c000b0b';
    const { instance } = await WebAssembly.instantiate(Buffer.from(loop, 'hex'));
    (instance.exports.f as () => void)();
    break;
  }
  case 'yields, then hangs':
    Atomics.store(new Int32Array(yielded), 0, 10 * 1024);
    for (;;);
  case 'eats memory': {
    const eaten: unknown[] = [];
    for (;;) eaten.push(Array.from({ length: 1000 }, (_, i) => ({ i })));
  }
  case 'crashes':
    throw new TypeError('a decoder stumbled');
  case 'ends':
    process.exit(3);
}
