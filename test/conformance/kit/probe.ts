import { randomInt } from 'node:crypto';
import { crc32 } from '../../../native-bridge/drivers/line-stream/crc32.ts';
import { encodeFrame } from '../../../native-bridge/drivers/line-stream/frame.ts';
import { Framer } from '../../../native-bridge/drivers/line-stream/framer.ts';
import {
  decodeMessage,
  encodeMessage,
  type Message,
  type MessageKind,
  type MessageOf,
} from '../../../native-bridge/drivers/line-stream/messages.ts';
import { decodeStrip, type StripMessage } from '../../../native-bridge/drivers/line-stream/strip.ts';
import type { Connection } from '../../../native-bridge/transport/transport.ts';

/** A strip without its pixels: a probe looks at them once and lets them go. */
export type StripHead = Omit<StripMessage, 'pixels'> & {
  readonly kind: 'strip';
  readonly bytes: number;
  /** CRC-32 of all pixels of the scan so far, as they came. */
  readonly wholeCrc: number;
};

/** Something that came, with the probe's monotonic milliseconds. */
export type Heard = { readonly at: number; readonly sequence: number } & (
  | { readonly message: Message | StripHead }
  | { readonly unreadable: string }
);

/** The device did not do what PROTOCOL.md says: the sentence names what was expected and what came instead. */
export class Deviation extends Error {}

/**
 * A station's end that says exactly what it is told to, right or wrong, and keeps all it hears. It sends a heartbeat
 * each second from the greeting on, unless `mute`.
 */
export class Probe {
  readonly heard: Heard[] = [];
  readonly session = randomInt(1, 2 ** 32);
  /** Stretches of bytes that were no frame. */
  damages = 0;
  closed = false;
  /** Stops reading, as a station does that is busy. */
  reading: Promise<void> = Promise.resolve();
  readonly #connection: Connection;
  readonly #framer = new Framer();
  #sequence = 0;
  #read = 0;
  #pixelsCrc = 0;
  #pixelsOf = -1;
  #beats: NodeJS.Timeout | undefined;
  #wake: () => void = () => {};

  constructor(connection: Connection) {
    this.#connection = connection;
    void this.#listen();
  }

  /** HELLO, until the WELCOME. Throws Deviation when none comes. */
  async greet(): Promise<MessageOf<'welcome'>> {
    await this.hello();
    this.beat();
    return this.next('welcome', 5_000);
  }

  async hello(session = this.session, versions: readonly [number, number] = [1, 1]): Promise<void> {
    const [minVersion, maxVersion] = versions;
    await this.say({ kind: 'hello', minVersion, maxVersion, reserved: 0, session });
  }

  async say(message: Message): Promise<void> {
    const { type, payload } = encodeMessage(message);
    await this.sayFrame(type, payload);
  }

  async sayFrame(type: number, payload: Uint8Array): Promise<void> {
    await this.sayBytes(this.frame(type, payload));
  }

  /** The bytes that `sayFrame` would send. */
  frame(type: number, payload: Uint8Array): Buffer {
    return encodeFrame(type, this.#sequence++, payload);
  }

  /** A device that has closed the link hears nothing more; what that means is for a check to say. */
  async sayBytes(bytes: Uint8Array): Promise<void> {
    await this.#connection.write(bytes).catch(() => {});
  }

  /** Says that it is alive each second, as a station does. */
  beat(uptimeMs: () => number = () => Math.floor(performance.now()) >>> 0): void {
    this.mute();
    this.#beats = setInterval(() => void this.say({ kind: 'heartbeat', uptimeMs: uptimeMs() }), 1_000);
  }

  mute(): void {
    clearInterval(this.#beats);
  }

  /**
   * The next message of that kind after the last one asked for, whatever comes between. `where` narrows it.
   * Throws Deviation after `ms`, or when the link ends first.
   */
  async next<K extends MessageKind | 'strip'>(
    kind: K,
    ms: number,
    where: (message: Extract<Message | StripHead, { kind: K }>) => boolean = () => true,
  ): Promise<Extract<Message | StripHead, { kind: K }>> {
    const until = performance.now() + ms;
    for (;;) {
      while (this.#read < this.heard.length) {
        const heard = this.heard[this.#read++];
        if (heard === undefined || 'unreadable' in heard || heard.message.kind !== kind) continue;
        const message = heard.message as Extract<Message | StripHead, { kind: K }>;
        if (where(message)) return message;
      }
      const left = until - performance.now();
      if (this.closed) throw new Deviation(`${nameOf(kind)} was expected, and the device closed the link.`);
      if (left <= 0)
        throw new Deviation(`${nameOf(kind)} was expected within ${ms / 1000} s and did not come.`);
      await this.#more(left);
    }
  }

  /** Resolves when the device has closed the link; throws Deviation after `ms`. */
  async closedWithin(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (!this.closed) {
      const left = until - performance.now();
      if (left <= 0) throw new Deviation(`The device should have closed the link within ${ms / 1000} s.`);
      await this.#more(left);
    }
  }

  /** Whatever came of that kind so far, read or not. */
  all<K extends MessageKind | 'strip'>(kind: K): Extract<Message | StripHead, { kind: K }>[] {
    return this.heard.flatMap((heard) =>
      'message' in heard && heard.message.kind === kind
        ? [heard.message as Extract<Message | StripHead, { kind: K }>]
        : [],
    );
  }

  /** When a message came, in the probe's monotonic milliseconds. */
  timeOf(message: Message | StripHead): number {
    return this.heard.find((heard) => 'message' in heard && heard.message === message)?.at ?? Number.NaN;
  }

  /** Closes without a word, as a pulled cable or a crash does. */
  async hangUp(): Promise<void> {
    this.mute();
    await this.#connection.close();
  }

  async #listen(): Promise<void> {
    try {
      for await (const chunk of this.#connection.incoming) {
        for (const framed of this.#framer.push(chunk)) {
          if (framed.kind === 'damage') this.damages += 1;
          else this.#take(framed.frame);
        }
        this.#wake();
        await this.reading;
      }
    } catch {
      // A reset is an end like any other here.
    }
    this.closed = true;
    this.mute();
    this.#wake();
  }

  #take(frame: Parameters<typeof decodeStrip>[0]): void {
    const came = { at: performance.now(), sequence: frame.sequence };
    try {
      if (frame.type === 0x91) {
        const { pixels, ...head } = decodeStrip(frame);
        if (head.scanNumber !== this.#pixelsOf) this.#pixelsCrc = 0;
        this.#pixelsOf = head.scanNumber;
        this.#pixelsCrc = crc32(pixels, this.#pixelsCrc);
        const message = { kind: 'strip', ...head, bytes: pixels.length, wholeCrc: this.#pixelsCrc } as const;
        this.heard.push({ ...came, message });
        return;
      }
      const message = decodeMessage(frame.type, frame.payload);
      if (message === undefined)
        this.heard.push({ ...came, unreadable: `type 0x${frame.type.toString(16)}` });
      else this.heard.push({ ...came, message });
    } catch (fault) {
      const why = fault instanceof Error ? fault.message : String(fault);
      this.heard.push({ ...came, unreadable: `type 0x${frame.type.toString(16)}: ${why}` });
    }
  }

  #more(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** As PROTOCOL.md writes it. */
export function nameOf(kind: string): string {
  return kind.toUpperCase().replaceAll('-', '_');
}
