import { z } from 'zod';
import { crc16, withCrc } from '../../drivers/modbus/crc16.ts';
import { encodeMbap, MbapReader } from '../../drivers/modbus/mbap.ts';
import { BridgeError } from '../../errors.ts';
import { pause, systemTimers, type Timers } from '../../transport/timers.ts';
import type { Connection } from '../../transport/transport.ts';
import type { DeviceSideOptions, RunningDeviceSide } from '../device-side.ts';
import { type ByteDevice, serveByteDevice } from './byte-device.ts';
import { PlcModel } from './plc-model.ts';

const on = z.boolean().default(true);

/** What people and vehicles do at the simulated PLC, and what it can do wrong. */
const plcOrder = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('interlock'),
    which: z.int().min(0).max(2).default(0),
    closed: z.boolean(),
  }),
  z.strictObject({ do: z.literal('emergencyStop'), latched: on }),
  z.strictObject({ do: z.literal('warmUp'), seconds: z.int().min(1).max(65_535).default(60) }),
  /** Over the entry loop, through, over the exit loop, at that speed in metres a second. */
  z.strictObject({
    do: z.literal('vehicle'),
    speed: z.number().min(0.05).max(10).default(1.4),
    metres: z.number().min(1).max(100).default(18),
  }),
  /** Answers nothing until it is to again. */
  z.strictObject({ do: z.literal('silence'), on }),
  /** The next answers are made wrong in this way. */
  z.strictObject({
    do: z.literal('wrong'),
    how: z.enum(['checksum', 'unit', 'function', 'short', 'long', 'transaction', 'garbage', 'twice']),
    times: z.int().min(1).max(1_000).default(1),
  }),
  /** The next answers come that late; those after them are on time, and overtake them. */
  z.strictObject({
    do: z.literal('late'),
    ms: z.number().min(1).max(60_000),
    times: z.int().min(1).max(1_000).default(1),
  }),
  /** Every answer in pieces of so many bytes; 0 is whole again. */
  z.strictObject({ do: z.literal('slow'), bytes: z.int().min(0).max(64).default(1) }),
  /** Says this exception to every request; 0 is none. */
  z.strictObject({ do: z.literal('exception'), code: z.int().min(0).max(255) }),
  /** So many bytes nobody asked for. */
  z.strictObject({ do: z.literal('flood'), bytes: z.int().min(1).max(10_000_000).default(100_000) }),
  z.strictObject({ do: z.literal('cut') }),
]);
type PlcOrder = z.infer<typeof plcOrder>;
type Wrong = Extract<PlcOrder, { do: 'wrong' }>['how'];

/** A PLC behind a port (Modbus TCP) or a serial line (RTU), unit 1, with the map `simulatedPlcMap`. */
export function startModbus(options: DeviceSideOptions): Promise<RunningDeviceSide> {
  return serveByteDevice(modbusDevice(options), options);
}

/** RTU on a serial line; elsewhere Modbus TCP, unless it is to be RTU as behind a serial server. */
export function modbusDevice(options: {
  readonly speed: number;
  readonly timers?: Timers;
  readonly framing?: 'tcp' | 'rtu';
}): ByteDevice & { readonly model: PlcModel } {
  return new ModbusDevice(options);
}

class ModbusDevice implements ByteDevice {
  readonly model = new PlcModel();
  readonly #timers: Timers;
  readonly #speed: number;
  readonly #framing: 'tcp' | 'rtu' | undefined;
  readonly #connections = new Set<Connection>();
  readonly #end = new AbortController();
  #wrong: Wrong[] = [];
  #silent = false;
  #late: number[] = [];
  #slow = 0;
  #exception = 0;

  constructor(options: {
    readonly speed: number;
    readonly timers?: Timers;
    readonly framing?: 'tcp' | 'rtu';
  }) {
    this.#timers = options.timers ?? systemTimers;
    this.#speed = options.speed;
    this.#framing = options.framing;
  }

  async order(order: unknown): Promise<void> {
    const wish = plcOrder.parse(order);
    switch (wish.do) {
      case 'interlock':
        this.model.interlock(wish.which, wish.closed);
        break;
      case 'emergencyStop':
        this.model.emergencyStop(wish.latched);
        break;
      case 'warmUp':
        void this.#warmUp(wish.seconds);
        break;
      case 'vehicle':
        void this.#vehicle(wish.metres / wish.speed, wish.speed);
        break;
      case 'silence':
        this.#silent = wish.on;
        break;
      case 'wrong':
        this.#wrong.push(...Array.from({ length: wish.times }, () => wish.how));
        break;
      case 'late':
        this.#late.push(...Array.from({ length: wish.times }, () => wish.ms));
        break;
      case 'slow':
        this.#slow = wish.bytes;
        break;
      case 'exception':
        this.#exception = wish.code;
        break;
      case 'flood':
        for (const connection of this.#connections) {
          connection.write(Buffer.alloc(wish.bytes, 0x55)).catch(() => {});
        }
        break;
      case 'cut':
        await Promise.all([...this.#connections].map((connection) => connection.close()));
    }
  }

  async serve(connection: Connection): Promise<void> {
    this.#connections.add(connection);
    const rtu = (this.#framing ?? (connection.address.startsWith('serial:') ? 'rtu' : 'tcp')) === 'rtu';
    const mbap = new MbapReader();
    const line = new RtuRequests(this.#timers);
    try {
      for await (const chunk of connection.incoming) {
        if (rtu) {
          for (const body of line.push(chunk)) this.#hear(connection, body, null);
        } else {
          for (const { transaction, body } of mbap.push(chunk)) this.#hear(connection, body, transaction);
        }
      }
    } catch (cause) {
      if (!(cause instanceof BridgeError)) throw cause;
    } finally {
      this.#connections.delete(connection);
      await connection.close();
    }
  }

  async close(): Promise<void> {
    this.#end.abort();
    await Promise.all([...this.#connections].map((connection) => connection.close()));
  }

  /** Calls come one after the other; an answer that is late is overtaken by the next. */
  #hear(connection: Connection, request: Uint8Array, transaction: number | null): void {
    if (this.#silent || (transaction === null && request[0] !== unit)) return;
    const code = request[1] ?? 0;
    const answer =
      this.#exception === 0 ? this.model.answer(request.slice(1)) : { exception: this.#exception };
    const data = answer instanceof Uint8Array ? answer : Uint8Array.of(code | 0x80, answer.exception);
    const framed = framedAnswer(Uint8Array.of(request[0] ?? unit, ...data), transaction, this.#wrong.shift());
    void this.#send(connection, framed, this.#late.shift() ?? 0).catch(() => {});
  }

  async #send(connection: Connection, framed: Uint8Array, lateMs: number): Promise<void> {
    if (lateMs > 0) await pause(this.#timers, lateMs, this.#end.signal);
    if (this.#slow === 0) await connection.write(framed);
    else {
      for (let at = 0; at < framed.length; at += this.#slow) {
        await connection.write(framed.subarray(at, at + this.#slow));
      }
    }
  }

  async #warmUp(seconds: number): Promise<void> {
    for (let left = seconds; left >= 0 && !this.#end.signal.aborted; left--) {
      this.model.warmUp(left);
      await pause(this.#timers, 1000 / this.#speed, this.#end.signal);
    }
  }

  async #vehicle(seconds: number, speed: number): Promise<void> {
    const wait = (share: number) =>
      pause(this.#timers, (seconds * share * 1000) / this.#speed, this.#end.signal);
    this.model.loop(0, true);
    this.model.speed(speed);
    await wait(0.5);
    this.model.loop(1, true);
    await wait(0.5);
    this.model.loop(0, false);
    await wait(0.5);
    this.model.loop(1, false);
    this.model.speed(0);
    this.model.truckCounted();
  }
}

const unit = 1;

function framedAnswer(body: Uint8Array, transaction: number | null, wrong: Wrong | undefined): Uint8Array {
  const bad = Uint8Array.from(body);
  if (wrong === 'unit') bad[0] = (body[0] ?? 0) + 1;
  if (wrong === 'function') bad[1] = (body[1] ?? 0) ^ 1;
  const cut = wrong === 'short' ? bad.subarray(0, -1) : bad;
  const whole = wrong === 'long' ? Uint8Array.of(...cut, 0) : cut;
  if (wrong === 'garbage') return Buffer.alloc(40, 0xa7);
  const number = transaction === null || wrong !== 'transaction' ? transaction : (transaction - 1) & 0xffff;
  const framed = number === null ? withCrc(whole) : encodeMbap({ transaction: number, body: whole });
  if (wrong === 'checksum') framed[framed.length - 1] = (framed[framed.length - 1] ?? 0) ^ 0x10;
  return wrong === 'twice' ? Buffer.concat([framed, framed]) : framed;
}

/** Silence that ends a request: 3.5 characters on the wire, and what an operating system makes of them. */
const requestGapMs = 50;

/** Finds the requests on an RTU line, whoever they are for: by silence, the length of each function, and the checksum. */
class RtuRequests {
  readonly #timers: Timers;
  #held: Uint8Array = new Uint8Array(0);
  #heardAt = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  *push(chunk: Uint8Array): Iterable<Uint8Array> {
    const now = this.#timers.now();
    if (now - this.#heardAt >= requestGapMs) this.#held = new Uint8Array(0);
    this.#heardAt = now;
    this.#held = Buffer.concat([this.#held, chunk]);
    while (this.#held.length >= 8) {
      const code = this.#held[1] ?? 0;
      const length = code === 22 ? 10 : code === 15 || code === 16 ? 9 + (this.#held[6] ?? 0) : 8;
      if (this.#held.length < length) return;
      const frame = this.#held.subarray(0, length);
      const whole =
        (((frame[length - 1] ?? 0) << 8) | (frame[length - 2] ?? 0)) === crc16(frame.subarray(0, -2));
      if (whole) yield frame.subarray(0, -2);
      this.#held = this.#held.subarray(whole ? length : 1);
    }
  }
}
