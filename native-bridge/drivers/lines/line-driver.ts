import { BridgeError } from '../../errors.ts';
import type { DeviceCapabilities } from '../device.ts';
import type { DriverParts } from '../driver.ts';
import { Condition } from './condition.ts';
import type { LineFormat } from './line-framer.ts';
import { LineLink } from './line-link.ts';

/** The roles that only speak. */
type SpeakingRole = 'radiation-portal' | 'generator' | 'weighbridge';

export interface LineDriverOptions {
  /** As a sentence names it: `radiation portal`. */
  readonly called: string;
  readonly format: LineFormat;
  /** Without a line for so long it is degraded as silent. */
  readonly silentAfterMs: number;
  /** And for so long, gone: `run` throws. */
  readonly lostAfterMs: number;
  /** What `run` throws then. LINK_TIMEOUT without it. */
  readonly lost?: () => BridgeError;
}

/** What one kind of device makes of its lines. Calls come one at a time. */
export interface LineListener {
  /** A line. `unreadable` counts against the device; `nothing`, an echo say, is as if it had not come. */
  line(text: string): Heard | Promise<Heard>;
  /** Bytes that are no line. */
  garbage?(): void;
  /** Every quarter of a second or so. */
  tick?(): void | Promise<void>;
  /** It has just become silent: what it said last is no longer true. */
  silent?(): void;
  /** The link is over: ends what is in progress. */
  ended?(): void | Promise<void>;
}

export type Heard = 'read' | 'unreadable' | 'nothing';

/** What a listener may do. */
export interface LineTalk {
  readonly condition: Condition;
  /** Attended milliseconds: monotonic, and standing still while the link is not listened to. */
  now(): number;
  /** Sends without waiting; a link that cannot take it ends the run. */
  post(bytes: Uint8Array): void;
}

export interface LineDriver {
  run(signal: AbortSignal): Promise<void>;
  readonly capabilities: Promise<DeviceCapabilities>;
}

/**
 * A driver for a device that prints lines: silence, unreadable lines and floods are watched here and told as its
 * health; unreadable lines never end the link. It closes the connection at its end.
 * Throws BridgeError LINK_ADDRESS_INVALID when the link carries no bytes.
 */
export function lineDriver(
  { link, sink, timers }: Pick<DriverParts<SpeakingRole, unknown>, 'link' | 'sink' | 'timers'>,
  options: LineDriverOptions,
  listen: (talk: LineTalk) => LineListener,
): LineDriver {
  if (link.kind !== 'bytes') {
    throw new BridgeError('LINK_ADDRESS_INVALID', `A ${options.called} needs a TCP or a serial link.`, {
      details: { address: link.kind, why: 'a byte link is needed' },
    });
  }
  const { connection } = link;
  const lines = new LineLink(connection, timers, options.format);
  const condition = new Condition(sink);
  const recognised = Promise.withResolvers<DeviceCapabilities>();
  recognised.promise.catch(() => {});
  const listener = listen({ condition, now: () => lines.attended, post: (bytes) => lines.post(bytes) });
  let known = false;
  let fresh = true;
  let silent = false;

  const heard = (what: Heard, sample: string) => {
    if (what === 'nothing') return;
    lines.noteHeard();
    const readable = what === 'read';
    if (readable) condition.readable();
    // A link opens in the middle of a line more often than not.
    else if (!fresh) condition.unreadableLine(sample);
    fresh = false;
    silent = false;
    condition.set('DEVICE_SILENT', null);
    if (readable && !known) {
      known = true;
      recognised.resolve({ maker: '', model: '', serialNumber: '' });
      condition.settle(timers.now());
    }
  };
  const watch = () => {
    if (lines.silentFor >= options.lostAfterMs)
      throw options.lost?.() ?? timedOut(connection.address, options);
    if (lines.silentFor >= options.silentAfterMs) {
      if (!silent) listener.silent?.();
      silent = true;
      condition.set('DEVICE_SILENT', `nothing was heard for ${Math.floor(lines.silentFor / 1000)} s`);
    }
    if (lines.flooded) condition.set('DEVICE_FLOODS', 'more comes than can be meant; it is held back');
    else condition.set('DEVICE_FLOODS', null);
    if (known || silent || condition.unreadable > 0) condition.settle(timers.now());
  };

  const run = async (signal: AbortSignal) => {
    const onStop = () => lines.stop();
    signal.addEventListener('abort', onStop, { once: true });
    if (signal.aborted) onStop();
    try {
      await lines.run({
        framed: (framed) => {
          if (framed.kind === 'garbage') {
            listener.garbage?.();
            heard('unreadable', framed.sample);
            return;
          }
          const what = listener.line(framed.text);
          if (typeof what !== 'string') return what.then((later) => heard(later, framed.text));
          heard(what, framed.text);
        },
        tick: async () => {
          watch();
          await listener.tick?.();
        },
      });
    } finally {
      signal.removeEventListener('abort', onStop);
      recognised.reject(closed(connection.address));
      try {
        await listener.ended?.();
      } finally {
        await connection.close();
      }
    }
  };
  return { run, capabilities: recognised.promise };
}

function timedOut(address: string, { called, lostAfterMs }: LineDriverOptions): BridgeError {
  const seconds = lostAfterMs / 1000;
  return new BridgeError(
    'LINK_TIMEOUT',
    `The ${called} at ${address} has been silent for ${seconds} s: check its power and the cable.`,
    { details: { address, seconds } },
  );
}

function closed(address: string): BridgeError {
  return new BridgeError(
    'LINK_CLOSED',
    `The link to ${address} ended before anything could be read from it.`,
    {
      details: { address },
    },
  );
}
