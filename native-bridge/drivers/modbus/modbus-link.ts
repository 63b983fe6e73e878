import ModbusRTU from 'modbus-serial';
import { BridgeError } from '../../errors.ts';
import { pause, type Timers } from '../../transport/timers.ts';
import type { Connection } from '../../transport/transport.ts';
import { ModbusPort } from './modbus-port.ts';
import type { Table } from './registers.ts';

export interface ModbusLinkOptions {
  readonly framing: 'tcp' | 'rtu';
  readonly unitId: number;
  readonly timeoutMs: number;
  /** RTU: silence before a request. */
  readonly frameGapMs: number;
  readonly timers: Timers;
  /** Asked of every request before it is sent. */
  readonly lets: (request: Uint8Array) => boolean;
  /** RTU: bytes came that nobody asked for, so that an answer taken before may have been another's. */
  readonly doubt: () => void;
}

/** Why there is no answer to a request. */
export type ExchangeFault =
  /** The PLC said no, with Modbus' number for why. */
  | { readonly kind: 'exception'; readonly code: number }
  | { readonly kind: 'timeout' }
  /** Something came that is not the answer. */
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'closed' };

export type Exchanged<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: ExchangeFault };

/** Where and what to write. */
export type WriteRequest = { readonly address: number } & (
  | { readonly kind: 'coil'; readonly on: boolean }
  | { readonly kind: 'registers'; readonly registers: readonly number[] }
  /** One bit of a register, changed by the PLC itself so that its other bits stay as they are. */
  | { readonly kind: 'mask'; readonly mask: number; readonly on: boolean }
);

/** Requests and answers over one connection, one at a time, in the order they are asked for. */
export class ModbusLink {
  readonly #connection: Connection;
  readonly #options: ModbusLinkOptions;
  readonly #port: ModbusPort;
  readonly #client: ModbusRTU;
  #turn: Promise<unknown> = Promise.resolve();
  #settle: ((outcome: Exchanged<never>) => void) | null = null;
  readonly #end = new AbortController();
  #writeFailure: { readonly cause: unknown } | null = null;
  /** RTU: a late answer may still be on its way, and would be taken for the next one's. */
  #doubtful = true;
  #lastByte: number;
  #slowestMs = 0;

  constructor(connection: Connection, options: ModbusLinkOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#lastByte = options.timers.now();
    this.#port = new ModbusPort(connection, options.framing, {
      lets: options.lets,
      foreign: (why) => {
        this.#doubtful = true;
        this.#fail({ kind: 'unreadable', why });
      },
      writeFailed: (cause) => {
        this.#writeFailure ??= { cause };
        void connection.close();
      },
    });
    this.#client = new ModbusRTU(this.#port);
    this.#client.open();
  }

  /** RTU: something came since the last request was answered that nobody asked for. */
  get disturbed(): boolean {
    return this.#options.framing === 'rtu' && this.#port.stray > 0;
  }

  /** The longest that an answer has taken so far. */
  get slowestMs(): number {
    return this.#slowestMs;
  }

  /** Reads the connection until it ends or is closed. Throws BridgeError where it broke or is no Modbus. */
  async run(): Promise<void> {
    try {
      for await (const chunk of this.#connection.incoming) {
        this.#lastByte = this.#options.timers.now();
        this.#port.receive(chunk);
      }
      if (this.#writeFailure !== null) throw this.#writeFailure.cause;
    } finally {
      await this.close();
    }
  }

  /** Ends `run`; what is asked meanwhile and after is answered with `closed`. */
  close(): Promise<void> {
    this.#end.abort();
    this.#fail({ kind: 'closed' });
    return this.#connection.close();
  }

  /** Bits or registers from an address on, `count` of them. */
  async read(
    table: Table,
    address: number,
    count: number,
  ): Promise<Exchanged<readonly boolean[] | readonly number[]>> {
    const { unitId } = this.#options;
    switch (table) {
      case 'coil':
        return firstBits(await this.#exchange((c, done) => c.writeFC1(unitId, address, count, done)), count);
      case 'discrete':
        return firstBits(await this.#exchange((c, done) => c.writeFC2(unitId, address, count, done)), count);
      case 'holding':
        return dataOf(await this.#exchange((c, done) => c.writeFC3(unitId, address, count, done)));
      case 'input':
        return dataOf(await this.#exchange((c, done) => c.writeFC4(unitId, address, count, done)));
    }
  }

  write(request: WriteRequest): Promise<Exchanged<unknown>> {
    const { unitId } = this.#options;
    const { address } = request;
    return this.#exchange<unknown>((client, done) => {
      if (request.kind === 'coil') client.writeFC5(unitId, address, request.on, done);
      else if (request.kind === 'mask') {
        const and = 0xffff & ~request.mask;
        client.writeFC22(unitId, address, and, request.on ? request.mask : 0, done);
      } else if (request.registers.length === 1) {
        client.writeFC6(unitId, address, request.registers[0] ?? 0, done);
      } else client.writeFC16(unitId, address, [...request.registers], done);
    });
  }

  #exchange<T>(send: (client: ModbusRTU, done: Done<T>) => void): Promise<Exchanged<T>> {
    const exchanged = this.#turn.then(() => this.#alone(send));
    this.#turn = exchanged.catch(() => {});
    return exchanged;
  }

  async #alone<T>(send: (client: ModbusRTU, done: Done<T>) => void): Promise<Exchanged<T>> {
    if (!this.#end.signal.aborted && !(await this.#silence())) {
      return failed({ kind: 'unreadable', why: 'the line never falls silent' });
    }
    if (this.#end.signal.aborted) return failed({ kind: 'closed' });
    const { promise, resolve } = Promise.withResolvers<Exchanged<T>>();
    this.#settle = resolve;
    const sentAt = this.#options.timers.now();
    const cancel = this.#options.timers.after(this.#options.timeoutMs, () => {
      this.#doubtful = true;
      const { partial } = this.#port;
      const why = `only ${partial} bytes of an answer came`;
      this.#fail(partial > 0 ? { kind: 'unreadable', why } : { kind: 'timeout' });
    });
    try {
      send(this.#client, (cause, value) => {
        if (cause) this.#fail(faultOf(cause));
        else resolve({ ok: true, value });
      });
      const exchanged = await promise;
      if (exchanged.ok) this.#slowestMs = Math.max(this.#slowestMs, this.#options.timers.now() - sentAt);
      return exchanged;
    } finally {
      cancel();
      this.#settle = null;
      this.#port.abandon();
    }
  }

  #fail(fault: ExchangeFault): void {
    this.#settle?.(failed(fault));
  }

  /**
   * RTU: waits for the line to be silent, for as long as an answer may take where an earlier one may still come.
   * False where it is never silent.
   */
  async #silence(): Promise<boolean> {
    const { framing, frameGapMs, timeoutMs, timers } = this.#options;
    if (framing === 'tcp') {
      this.#port.takeStray();
      return true;
    }
    const began = timers.now();
    for (;;) {
      if (this.#port.takeStray() > 0) {
        // What comes while in doubt anyway was expected to.
        if (!this.#doubtful) this.#options.doubt();
        this.#doubtful = true;
      }
      const from = this.#doubtful ? Math.max(began, this.#lastByte) : this.#lastByte;
      const left = from + (this.#doubtful ? timeoutMs : frameGapMs) - timers.now();
      if (left <= 0 || this.#end.signal.aborted) break;
      if (timers.now() - began > timeoutMs * 4) return false;
      await pause(timers, left, this.#end.signal);
    }
    this.#doubtful = false;
    return true;
  }
}

type Done<T> = (cause: NodeJS.ErrnoException, value: T) => void;

/** Modbus' numbers for why a PLC says no (Modbus application protocol V1.1b3, 7). */
export function exceptionText(code: number): string {
  const text: Readonly<Record<number, string>> = {
    1: 'it does not have this function',
    2: 'it has no such address',
    3: 'it does not take this count or value',
    4: 'it failed while answering',
    5: 'it needs longer',
    6: 'it is busy',
    8: 'its memory has a parity error',
    10: 'the gateway has no way to it',
    11: 'it does not answer the gateway',
  };
  return `${text[code] ?? 'a reason of its own'} (exception ${code})`;
}

/** What is thrown where nothing but silence or noise came for too long. */
export function gaveUp(address: string, fault: ExchangeFault, seconds: number): BridgeError {
  if (fault.kind === 'timeout') {
    return new BridgeError(
      'LINK_TIMEOUT',
      `The PLC at ${address} has been silent for ${seconds} s: check its power, the cable and the unit number.`,
      { details: { address, seconds } },
    );
  }
  const what = fault.kind === 'unreadable' ? fault.why : 'no answer';
  return new BridgeError(
    'DEVICE_PROTOCOL',
    `What comes from ${address} is not this PLC's Modbus (${what}): check the address, the framing, the unit number and the baud rate.`,
    { details: { what } },
  );
}

function failed(fault: ExchangeFault): { readonly ok: false; readonly fault: ExchangeFault } {
  return { ok: false, fault };
}

function faultOf(cause: Error): ExchangeFault {
  const code = (cause as { modbusCode?: unknown }).modbusCode;
  return typeof code === 'number' ? { kind: 'exception', code } : { kind: 'unreadable', why: cause.message };
}

function dataOf<T>(exchanged: Exchanged<{ data: T }>): Exchanged<T> {
  return exchanged.ok ? { ok: true, value: exchanged.value.data } : exchanged;
}

/** The bits of an answer are filled up to whole bytes. */
function firstBits(exchanged: Exchanged<{ data: boolean[] }>, count: number): Exchanged<boolean[]> {
  return exchanged.ok ? { ok: true, value: exchanged.value.data.slice(0, count) } : exchanged;
}
