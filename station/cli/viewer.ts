// `npm run viewer`: the viewer alone, without a station, on a port of the loopback address. stdout: one line of JSON,
// `{"ready":true,"url":"http://127.0.0.1:PORT/?token=…","pid":N}`. stderr: why it did not start.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { StationError } from '../errors.ts';
import { createDoor } from '../http/door.ts';
import { listen } from '../http/listen.ts';
import { ShownPictures } from '../viewer/shown-pictures.ts';
import { createViewerApp } from '../viewer/viewer-app.ts';
import { endWith, failWith } from './process-end.ts';

const root = path.join(import.meta.dirname, '../..');
const usage = 'Usage: npm run viewer -- [FILE…] [--samples FOLDER] [--port N]';

try {
  const { files, samples, port } = read(process.argv.slice(2));
  const pictures = await ShownPictures.begin(samples, files);
  const door = createDoor(randomBytes(32).toString('base64url'));
  const rendererFolder = path.join(root, 'out/renderer');
  const app = createViewerApp({
    door,
    pictures,
    rendererFolder,
    log: pino({ base: null }, pino.destination(2)),
  });
  const listening = await listen(app.fetch, { port }, { headersMs: 10_000, wholeMs: 120_000, lookMs: 5_000 });
  for (const host of ['127.0.0.1', 'localhost']) door.answerTo(`http://${host}:${listening.port}`);
  endWith(async () => {
    await listening.close();
    await pictures.close();
  });
  const url = `http://127.0.0.1:${listening.port}/?token=${door.token}`;
  process.stdout.write(`${JSON.stringify({ ready: true, url, pid: process.pid })}\n`);
} catch (fault) {
  failWith(fault);
}

/** Throws StationError USAGE. */
function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { samples: { type: 'string' }, port: { type: 'string', default: '0' } },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port is 0 to 65535');
    const samples = values.samples ?? process.env.SCANPOST_SAMPLES ?? path.join(root, '../shared/samples');
    return { files: positionals, samples: path.resolve(samples), port };
  } catch (fault) {
    const what = fault instanceof Error ? fault.message.replace(/[.\s]+$/, '') : String(fault);
    throw new StationError('USAGE', `${what}. ${usage}`, { cause: fault, details: { what } });
  }
}
