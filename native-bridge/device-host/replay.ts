import type { DeviceDriver, DeviceRole, DeviceSinks } from '../drivers/driver.ts';
import { type DriverEntry, drivers } from '../drivers/drivers.ts';
import { BridgeError } from '../errors.ts';
import { manualTimers } from '../transport/manual-timers.ts';
import type { RecordedEntry, SessionAbout } from '../transport/recording-format.ts';
import { pause, systemTimers, type Timers } from '../transport/timers.ts';
import { PlayedLink, type WriteDifference } from './played-link.ts';
import { runDriverOf } from './run-driver.ts';

export interface ReplayOptions {
  /** As `readRecording` gives them. */
  readonly entries: AsyncIterable<RecordedEntry> | Iterable<RecordedEntry>;
  /** Which of the sessions, from 0. */
  readonly session: number;
  readonly sink: DeviceSinks[DeviceRole];
  readonly spool: string;
  /** Instead of what was recorded. */
  readonly driver?: string | undefined;
  readonly settings?: unknown;
  /** `original`: as long as it took. `fast`: as fast as the driver takes it, the driver's clock going as it did. */
  readonly pace: 'original' | 'fast';
  readonly registry?: Readonly<Record<string, DriverEntry>>;
}

export interface ReplayReport {
  readonly about: SessionAbout;
  /** How the driver's run ended, as a code; null for an orderly end. */
  readonly ended: string | null;
  readonly message: string;
  /** How the link ended when it was recorded; `unrecorded` where the recording stops before. */
  readonly linkEnded: string | null;
  /** Bytes of the device's that the driver was given, and that it had not asked for when its run ended. */
  readonly given: number;
  readonly notTaken: number;
  readonly written: number;
  readonly recorded: number;
  /** The first place where the driver writes something else than it did; null where it writes the same. */
  readonly difference: WriteDifference | null;
  /** Bytes that the recording misses. */
  readonly lostBytes: number;
}

/** The driver's clock is moved in steps, so that what an alarm leads to has happened before the next. */
const stepMs = 25;

/**
 * Plays a recorded session to a driver: it is given the bytes and the commands at their times, and what it writes is
 * compared with what was written then. Throws BridgeError RECORDING_INVALID where there is no such session.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const entries = sessionOf(options.entries, options.session);
  const first = await entries.next();
  const about = first.value;
  if (first.done || about?.kind !== 'begin') throw noSession(options.session);
  const clock = options.pace === 'fast' ? fastClock() : realClock();
  const link = new PlayedLink(about.address);
  const began = Date.parse(about.utc);
  const stop = new AbortController();
  const driver = runDriverOf<DeviceRole>(
    options.registry ?? drivers,
    {
      driver: options.driver ?? about.driver,
      link: about.address,
      settings: options.settings ?? about.settings,
      spool: options.spool,
      sink: options.sink,
    },
    {
      open: async () => ({ kind: 'bytes', connection: link }),
      timers: clock.timers,
      utc: () => new Date(began + clock.timers.now()).toISOString(),
      seed: about.seed,
    },
  );
  const over = driver.run(stop.signal).then(
    () => null,
    (fault: unknown) => fault,
  );
  const state = { over: false };
  void over.then(() => {
    state.over = true;
  });

  let linkEnded: string | null = 'unrecorded';
  let lostBytes = 0;
  let notTaken = 0;
  for await (const entry of entries) {
    if (!state.over) await clock.until(entry.at, over);
    if (entry.kind === 'out') link.expect(entry.bytes);
    else if (entry.kind === 'lost') lostBytes += entry.bytes;
    else if (entry.kind === 'end') {
      linkEnded = entry.code;
      link.end(entry.code === null ? null : linkFault(entry.code, entry.message, about.address));
    } else if (state.over) {
      if (entry.kind === 'in') notTaken += entry.bytes.length;
    } else if (entry.kind === 'in') {
      if (!(await clock.turns(link.give(entry.bytes), over))) notTaken += entry.bytes.length;
    } else if (entry.kind === 'command') {
      if (entry.name === 'stop') stop.abort();
      else command(driver, entry.name, entry.args);
    }
  }
  await clock.settle();
  if (linkEnded === 'unrecorded') stop.abort();
  const fault = await clock.finish(over);
  link.settle();
  const { address, settings, seed, utc } = about;
  return {
    about: { address, driver: about.driver, settings, seed, utc },
    ended: fault === null ? null : fault instanceof BridgeError ? fault.code : 'DRIVER_CRASHED',
    message: fault instanceof Error ? fault.message : '',
    linkEnded,
    given: link.given,
    notTaken,
    written: link.written,
    recorded: link.expected,
    difference: link.difference,
    lostBytes,
  };
}

/** A command's outcome is what the driver writes and reports; its refusal is nobody's. */
function command(driver: DeviceDriver<DeviceRole>, name: string, args: readonly unknown[]): void {
  const asked: unknown = Object.hasOwn(driver, name) ? Reflect.get(driver, name) : undefined;
  if (typeof asked === 'function') Promise.resolve(Reflect.apply(asked, driver, args)).catch(() => {});
}

/** The entries of one session, its `begin` first. */
async function* sessionOf(
  entries: ReplayOptions['entries'],
  session: number,
): AsyncGenerator<RecordedEntry, undefined> {
  let at = -1;
  for await (const entry of entries) {
    if (entry.kind === 'begin' && (!entry.continued || at < 0)) {
      at += 1;
      if (at > session) return;
      if (at === session) yield entry;
    } else if (at === session && entry.kind !== 'begin') yield entry;
  }
}

interface Clock {
  readonly timers: Timers;
  /** Waits until a time of the session, or until the run is over. */
  until(at: number, over: Promise<unknown>): Promise<void>;
  /** Lets time pass until `what` has happened: false where the run is over first. */
  turns(what: Promise<void>, over: Promise<unknown>): Promise<boolean>;
  settle(): Promise<void>;
  finish<T>(over: Promise<T>): Promise<T>;
}

function realClock(): Clock {
  const began = systemTimers.now();
  const timers: Timers = { now: () => systemTimers.now() - began, after: systemTimers.after };
  return {
    timers,
    until: async (at, over) => {
      const left = at - timers.now();
      const stop = new AbortController();
      if (left > 0) await Promise.race([pause(timers, left, stop.signal), over]);
      stop.abort();
    },
    turns: (what, over) => first(what, over),
    settle: () => turn(),
    finish: (over) => over,
  };
}

function fastClock(): Clock {
  const timers = manualTimers();
  const step = async (ms: number) => {
    timers.advance(ms);
    await turn();
  };
  return {
    timers,
    until: async (at) => {
      await turn();
      while (timers.now() < at) await step(Math.min(stepMs, at - timers.now()));
    },
    // A driver that waits for time before it asks for more is given time.
    turns: async (what, over) => {
      const happened = first(what, over);
      for (;;) {
        const now = await Promise.race([happened, waited()]);
        if (now !== null) return now;
        await step(stepMs);
      }
    },
    settle: () => turn(),
    finish: async (over) => {
      const ended = over.then((value) => ({ value }));
      for (;;) {
        const now = await Promise.race([ended, waited()]);
        if (now !== null) return now.value;
        await step(stepMs);
      }
    },
  };
}

function first(what: Promise<void>, over: Promise<unknown>): Promise<boolean> {
  return Promise.race([what.then(() => true), over.then(() => false)]);
}

/** What was begun here goes as far as it can without time or a disk. */
async function turn(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** A driver may wait for the disk as well, whose time nobody can move. */
function waited(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, 2, null));
}

function linkFault(code: string, message: string, address: string): BridgeError {
  const known = code === 'LINK_TIMEOUT' || code === 'LINK_CLOSED' ? code : 'LINK_FAILED';
  return new BridgeError(known, message || 'The link broke.', { details: { address, why: 'recorded' } });
}

function noSession(session: number): BridgeError {
  const reason = `it has no session ${session + 1}; list them first`;
  return new BridgeError('RECORDING_INVALID', `The recording cannot be played: ${reason}.`, {
    details: { path: '', reason },
  });
}
