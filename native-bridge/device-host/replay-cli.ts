import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BridgeError } from '../errors.ts';
import { readRecording } from '../transport/recording-reader.ts';
import { type ReplayReport, replay } from './replay.ts';

const usage = `npm run replay -- FILE… [options]

Plays what was recorded of a device's link to its driver, and prints what the driver makes of it as lines of JSON.
FILE is a recording; one that goes on in others is played with all of them, the oldest (the highest number) first.

  --list             only tell the sessions that are in it
  --session N        the Nth of them, from 1; otherwise the last
  --driver NAME      another driver than the one it was recorded with
  --settings JSON    other settings
  --pace original    as long as it took then; otherwise as fast as the driver takes it

The last line compares what the driver wrote with what it wrote then. The exit code is 1 where that is not the same,
and 2 where the recording cannot be played.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof read>;
  try {
    options = read(args);
  } catch (fault) {
    process.stderr.write(`${fault instanceof Error ? fault.message : fault}\n\n${usage}`);
    return 2;
  }
  try {
    const sessions = await list(options.files, options.list);
    if (options.list) return 0;
    return await play(options, options.session ?? sessions);
  } catch (fault) {
    if (!(fault instanceof BridgeError)) throw fault;
    process.stderr.write(`${fault.message}\n`);
    return 2;
  }
}

function read(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      session: { type: 'string' },
      driver: { type: 'string' },
      settings: { type: 'string' },
      pace: { type: 'string', default: 'fast' },
    },
  });
  if (positionals.length === 0) throw new Error('Name the recording.');
  if (values.session !== undefined && !/^[1-9]\d*$/.test(values.session)) {
    throw new Error('--session is a number from 1.');
  }
  if (values.pace !== 'fast' && values.pace !== 'original') throw new Error('--pace is fast or original.');
  return {
    files: positionals,
    list: values.list,
    session: values.session === undefined ? null : Number(values.session),
    driver: values.driver,
    settings: values.settings === undefined ? undefined : settingsOf(values.settings),
    pace: values.pace as 'fast' | 'original',
  };
}

function settingsOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('--settings is JSON, for instance \'{"pattern":"kg"}\'.');
  }
}

/** How many sessions there are; prints them where that was asked. */
async function list(files: readonly string[], print: boolean): Promise<number> {
  let sessions = 0;
  const torn = (file: string, bytes: number) =>
    process.stderr.write(`${file} ends with ${bytes} bytes that are no whole record; they are left out.\n`);
  for await (const entry of readRecording(files, torn)) {
    if (entry.kind !== 'begin' || (entry.continued && sessions > 0)) continue;
    sessions += 1;
    const { utc, driver, address, settings } = entry;
    if (print) say({ session: sessions, utc, driver, address, settings });
  }
  return sessions;
}

async function play(options: ReturnType<typeof read>, session: number): Promise<number> {
  const spool = await mkdtemp(path.join(tmpdir(), 'scanpost-replay-'));
  try {
    const report = await replay({
      entries: readRecording(options.files),
      session: session - 1,
      sink: printingSink(),
      spool,
      driver: options.driver,
      settings: options.settings,
      pace: options.pace,
    });
    say({ report });
    return sameAsThen(report) ? 0 : 1;
  } finally {
    await rm(spool, { recursive: true, force: true });
  }
}

function sameAsThen({ difference, lostBytes, notTaken }: ReplayReport): boolean {
  return difference === null && lostBytes === 0 && notTaken === 0;
}

/** Whatever a driver says is a line; pixels are told by their number. */
function printingSink(): never {
  return new Proxy(
    {},
    {
      get: (_, call) =>
        call === 'then'
          ? undefined
          : (...args: unknown[]) =>
              say({ call: String(call), ...(args.length > 0 ? { said: args[0] } : {}) }),
    },
  ) as never;
}

function say(line: unknown): void {
  const text = JSON.stringify(line, (_, value: unknown) =>
    value instanceof Uint8Array ? `${value.length} bytes` : value,
  );
  process.stdout.write(`${text}\n`);
}
