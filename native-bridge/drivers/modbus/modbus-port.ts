import { EventEmitter } from 'node:events';
import { BridgeError } from '../../errors.ts';
import type { Connection } from '../../transport/transport.ts';
import { readRtuAnswer, whyNotTheAnswer } from './answers.ts';
import { withCrc } from './crc16.ts';
import { encodeMbap, MbapReader } from './mbap.ts';

export interface ModbusPortHooks {
  /** Asked of every request before it is sent (unit, function, data). */
  readonly lets: (request: Uint8Array) => boolean;
  /** What came cannot be the answer that is waited for. */
  readonly foreign: (why: string) => void;
  readonly writeFailed: (cause: unknown) => void;
}

/**
 * The port that modbus-serial talks through, over a connection of ours: it frames what is sent, and passes on only
 * what is the answer to the request under way, as the RTU frame the library expects. Every other byte is dropped.
 */
export class ModbusPort extends EventEmitter {
  readonly isOpen = true;
  /** The library files a request under the one and finds it under the other; ours are numbered on the wire only. */
  _transactionIdRead = 1;
  _transactionIdWrite = 1;
  readonly #connection: Connection;
  readonly #hooks: ModbusPortHooks;
  readonly #mbap: MbapReader | null;
  #request: Uint8Array | null = null;
  #transaction = 0;
  #received = Buffer.alloc(0);
  #stray = 0;

  constructor(connection: Connection, framing: 'tcp' | 'rtu', hooks: ModbusPortHooks) {
    super();
    this.#connection = connection;
    this.#hooks = hooks;
    this.#mbap = framing === 'tcp' ? new MbapReader() : null;
  }

  /** Bytes of an answer that is not whole yet. */
  get partial(): number {
    return this.#received.length;
  }

  /** Bytes, on RTU, or messages that answered nothing since `takeStray`. */
  get stray(): number {
    return this.#stray;
  }

  takeStray(): number {
    const stray = this.#stray;
    this.#stray = 0;
    return stray;
  }

  open(done: (cause?: Error) => void): void {
    done();
  }

  /** What modbus-serial sends: unit, function, data and checksum. */
  write(rtu: Uint8Array): void {
    const request = Uint8Array.from(rtu.subarray(0, -2));
    if (!this.#hooks.lets(request)) throw notLetThrough(request);
    this.#request = request;
    this.#received = Buffer.alloc(0);
    this.#transaction = (this.#transaction + 1) & 0xffff;
    const transaction = this.#transaction;
    const framed = this.#mbap === null ? withCrc(request) : encodeMbap({ transaction, body: request });
    this.#connection.write(framed).catch(this.#hooks.writeFailed);
  }

  /** Nobody waits any more: an answer that still comes is nobody's. */
  abandon(): void {
    this.#request = null;
    this.#received = Buffer.alloc(0);
  }

  /** Bytes as they arrived. Throws BridgeError DEVICE_PROTOCOL where a stream cannot be followed any further. */
  receive(chunk: Uint8Array): void {
    if (this.#mbap === null) this.#receiveRtu(chunk);
    else {
      for (const { transaction, body } of this.#mbap.push(chunk)) {
        if (this.#request === null || transaction !== this.#transaction) this.#strayed(1);
        else this.#answer(body, whyNotTheAnswer(this.#request, body));
      }
    }
  }

  #receiveRtu(chunk: Uint8Array): void {
    const request = this.#request;
    if (request === null) {
      this.#strayed(chunk.length);
      return;
    }
    // The longest answer is 256 bytes: with one more it is known not to be one.
    const room = chunk.subarray(0, 257 - this.#received.length);
    this.#received = Buffer.concat([this.#received, room]);
    const read = readRtuAnswer(request, this.#received);
    if (read.kind === 'more') return;
    this.#answer(this.#received.subarray(0, -2), read.kind === 'answer' ? null : read.why);
  }

  #strayed(count: number): void {
    this.#stray += count;
    if (this.#stray <= maxStray) return;
    throw new BridgeError(
      'DEVICE_PROTOCOL',
      'The PLC sends without being asked: check the address, the framing, and that nobody else asks on this line.',
      { details: { what: 'answers that nobody asked for' } },
    );
  }

  #answer(body: Uint8Array, why: string | null): void {
    const answer = withCrc(body);
    this.abandon();
    if (why === null) this.emit('data', answer);
    else this.#hooks.foreign(why);
  }
}

/** In order there are none between two requests; a line with a second master has a few hundred bytes. */
const maxStray = 1 << 16;

function notLetThrough(request: Uint8Array): BridgeError {
  const text = `function ${request[1]} was not let through`;
  return new BridgeError('DEVICE_REFUSED', `The station does not send this to the PLC: ${text}.`, {
    details: { reason: 'read-only', text },
  });
}
