import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import { systemTimers, type Timers } from '../../transport/timers.ts';
import type { Connection } from '../../transport/transport.ts';
import { randomStream } from '../physics/noise.ts';
import type { ByteDevice } from './byte-device.ts';

/** What any device that prints lines can do wrong, by an order. */
const misdeed = z.discriminatedUnion('do', [
  /** Says nothing until it is to speak again, and closes nothing. */
  z.strictObject({ do: z.literal('silence'), on: z.boolean().default(true) }),
  /** Random bytes, with ends of lines among them. */
  z.strictObject({ do: z.literal('garbage'), bytes: z.int().min(1).max(10_000_000).default(200) }),
  /** One line of that length. */
  z.strictObject({ do: z.literal('huge'), bytes: z.int().min(1).max(100_000_000).default(1_000_000) }),
  /** The last line so many times more. */
  z.strictObject({ do: z.literal('repeat'), times: z.int().min(1).max(1_000_000).default(1) }),
  /** From now on so many bytes at a time; 0 is whole lines again. */
  z.strictObject({ do: z.literal('slow'), bytes: z.int().min(0).max(64).default(1) }),
  /** The next line with one bit turned. */
  z.strictObject({ do: z.literal('damage') }),
  /** Any line, as it is. */
  z.strictObject({ do: z.literal('say'), line: z.string().max(100_000) }),
  /** Ends every connection; a serial line only falls silent for a moment. */
  z.strictObject({ do: z.literal('cut') }),
]);
type Misdeed = z.infer<typeof misdeed>;
const misdeeds = misdeed.options.map((option) => option.shape.do.value);

/** What the kind of device does, in front of the lines. */
export interface LineDeviceParts {
  readonly seed: number;
  readonly speed: number;
  readonly timers?: Timers;
  /** Appended to every line. */
  readonly end: string;
  /** Orders of its own. Throws an Error for what it does not know. */
  order(order: unknown): void;
  /** A connection has begun. */
  connected?(say: (text: string) => void): void;
  /** Bytes from the station. */
  heard?(bytes: Uint8Array): void;
}

/** The common part of the devices that print lines: connections, pace and misdeeds. */
export class LineDevice implements ByteDevice {
  readonly random: () => number;
  readonly #parts: LineDeviceParts;
  readonly #timers: Timers;
  readonly #connections = new Map<Connection, Served>();
  readonly #alarms = new Set<() => void>();
  #silent = false;
  #slow = 0;
  #damage = false;
  #last = '';

  constructor(parts: LineDeviceParts) {
    this.#parts = parts;
    this.#timers = parts.timers ?? systemTimers;
    this.random = randomStream(parts.seed);
  }

  /** Runs once after `ms` of the device's own time; never after its close. */
  after(ms: number, run: () => void): () => void {
    const cancel = this.#timers.after(ms / this.#parts.speed, () => {
      this.#alarms.delete(cancel);
      run();
    });
    this.#alarms.add(cancel);
    return () => {
      this.#alarms.delete(cancel);
      cancel();
    };
  }

  /** One line to every connection. */
  say(text: string): void {
    this.#last = text;
    this.#send(Buffer.from(text + this.#parts.end, 'latin1'));
  }

  order(order: unknown): void {
    if (!isMisdeed(order)) {
      this.#parts.order(order);
      return;
    }
    this.#misdo(misdeed.parse(order));
  }

  async serve(connection: Connection, { permanent = false }: { permanent?: boolean } = {}): Promise<void> {
    this.#connections.set(connection, { permanent, queue: Promise.resolve(), queued: 0 });
    this.#parts.connected?.((text) => this.#write(connection, Buffer.from(text + this.#parts.end, 'latin1')));
    try {
      for await (const chunk of connection.incoming) this.#parts.heard?.(chunk);
    } catch (cause) {
      if (!(cause instanceof BridgeError)) throw cause;
    } finally {
      this.#connections.delete(connection);
      await connection.close();
    }
  }

  async close(): Promise<void> {
    for (const cancel of this.#alarms) cancel();
    this.#alarms.clear();
    await Promise.all([...this.#connections.keys()].map((connection) => connection.close()));
  }

  #misdo(order: Misdeed): void {
    switch (order.do) {
      case 'silence':
        this.#silent = order.on;
        break;
      case 'garbage':
        this.#send(Buffer.from(Array.from({ length: order.bytes }, () => Math.floor(this.random() * 256))));
        break;
      case 'huge':
        this.#send(Buffer.alloc(order.bytes, 'x'));
        this.#send(Buffer.from(this.#parts.end, 'latin1'));
        break;
      case 'repeat':
        for (let time = 0; time < order.times; time += 1) this.say(this.#last);
        break;
      case 'slow':
        this.#slow = order.bytes;
        break;
      case 'damage':
        this.#damage = true;
        break;
      case 'say':
        this.say(order.line);
        break;
      case 'cut':
        for (const [connection, { permanent }] of this.#connections) {
          if (!permanent) void connection.close();
        }
        break;
    }
  }

  #send(bytes: Uint8Array): void {
    if (this.#silent) return;
    const sent = Uint8Array.from(bytes);
    if (this.#damage && sent.length > 1) {
      this.#damage = false;
      const at = Math.floor(this.random() * (sent.length - 1));
      sent[at] = (sent[at] ?? 0) ^ 0x10;
    }
    for (const connection of this.#connections.keys()) this.#write(connection, sent);
  }

  /** A connection that does not read costs little: what it cannot take is dropped. */
  #write(connection: Connection, bytes: Uint8Array): void {
    const served = this.#connections.get(connection);
    if (served === undefined || served.queued > mostQueued) return;
    served.queued += bytes.length;
    const step = this.#slow === 0 ? bytes.length : this.#slow;
    served.queue = served.queue.then(async () => {
      for (let at = 0; at < bytes.length; at += step) {
        await connection.write(bytes.subarray(at, at + step)).catch(() => {});
      }
      served.queued -= bytes.length;
    });
  }
}

interface Served {
  readonly permanent: boolean;
  queue: Promise<void>;
  queued: number;
}

/** Bytes that wait for a station that does not read. */
const mostQueued = 1 << 27;

function isMisdeed(order: unknown): boolean {
  const named = z.object({ do: z.string() }).safeParse(order);
  return named.success && misdeeds.some((name) => name === named.data.do);
}
