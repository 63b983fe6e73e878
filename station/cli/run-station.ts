import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { StationError } from '../errors.ts';
import { createStation, type Station } from '../host.ts';
import { listen } from '../http/listen.ts';
import { endWith, failWith } from './process-end.ts';

const usage =
  'Usage: npm run --silent station -- --data DIR [--mode training|live] [--port N] ' +
  '[--scanner line-stream:tcp://HOST:PORT | line-stream:serial:PATH?baudRate=N] [--simulator-speed X] [--training-seed N]';

/** Runs the station as `args` say until the process ends; a start that fails ends it with a sentence. */
export async function runStation(args: readonly string[]): Promise<void> {
  try {
    const { port, ...wish } = read(args);
    const token = randomBytes(32).toString('base64url');
    const rendererFolder = path.join(import.meta.dirname, '../../out/renderer');
    // The port first: when it is taken, nothing has been opened yet and nothing changes.
    const opened = Promise.withResolvers<Station>();
    const listening = await listen(async (request) => (await opened.promise).fetch(request), { port });
    const station = await createStation({ ...wish, token, rendererFolder }).catch(async (fault: unknown) => {
      await listening.close();
      throw fault;
    });
    for (const host of ['127.0.0.1', 'localhost']) station.answerTo(`http://${host}:${listening.port}`);
    opened.resolve(station);
    endWith(async () => {
      await listening.close();
      await station.close();
    });
    const url = `http://127.0.0.1:${listening.port}/?token=${token}`;
    process.stdout.write(`${JSON.stringify({ ready: true, url, pid: process.pid })}\n`);
  } catch (fault) {
    failWith(fault);
  }
}

/** Throws StationError USAGE. */
function read(args: readonly string[]) {
  const { values } = parseOptions(args);
  const { data, mode } = values;
  if (data === undefined) throw wrong('--data is missing');
  if (mode !== 'training' && mode !== 'live') throw wrong('--mode is training or live');
  const speed = Number(values['simulator-speed']);
  if (!(speed > 0)) throw wrong('--simulator-speed is a number above 0');
  const seed = values['training-seed'];
  return {
    dataFolder: data,
    mode,
    port: wholeNumber('--port', values.port, 65_535),
    scanner: values.scanner,
    training: {
      speed,
      seed: seed === undefined ? undefined : wholeNumber('--training-seed', seed, 2 ** 31 - 1),
    },
  } as const;
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        mode: { type: 'string', default: 'training' },
        port: { type: 'string', default: '0' },
        scanner: { type: 'string' },
        'simulator-speed': { type: 'string', default: process.env.SCANPOST_SIMULATOR_SPEED ?? '4' },
        'training-seed': { type: 'string' },
      },
    });
  } catch (fault) {
    throw wrong(fault instanceof Error ? fault.message : String(fault), fault);
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= most) return Number(text);
  throw wrong(`${name} is a whole number from 0 to ${most}`);
}

function wrong(what: string, cause?: unknown): StationError {
  return new StationError('USAGE', `${what.replace(/[.\s]+$/, '')}. ${usage}`, { cause, details: { what } });
}
