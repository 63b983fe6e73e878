import { BridgeError } from '../../errors.ts';
import { pause, type Timers } from '../../transport/timers.ts';
import type { PlcCommands } from '../plc.ts';
import { type ExchangeFault, exceptionText, type ModbusLink, type WriteRequest } from './modbus-link.ts';
import { widthOf } from './registers.ts';
import type { ModbusSettings, SignalSettings } from './settings.ts';
import { decodeValue, encodeValue } from './values.ts';
import { bitMask, whyNotWritable } from './write-rules.ts';

type Order = Parameters<PlcCommands['writeOutput']>[0];

/** Writes outputs that may be written, each command once, and looks whether they read back as written. */
export class OutputWriter {
  readonly #settings: ModbusSettings;
  readonly #link: ModbusLink;
  readonly #timers: Timers;
  /** What commands came to, the latest last: the same one again is the same write, and is not done again. */
  readonly #done = new Map<string, { readonly order: Order; readonly outcome: Promise<void> }>();
  #underWay = 0;

  constructor(settings: ModbusSettings, link: ModbusLink, timers: Timers) {
    this.#settings = settings;
    this.#link = link;
    this.#timers = timers;
  }

  /** As PlcCommands.writeOutput; LINK_CLOSED besides, where the link ends meanwhile. */
  write(order: Order): Promise<void> {
    const before = this.#done.get(order.commandId);
    if (before !== undefined) {
      const same = before.order.output === order.output && Object.is(before.order.value, order.value);
      if (same) return before.outcome;
      return Promise.reject(refused(order.output, 'this command was another write', 'command-used'));
    }
    if (this.#underWay >= maxUnderWay) {
      return Promise.reject(refused(order.output, 'too many writes are waiting; try again', 'busy'));
    }
    this.#underWay += 1;
    const outcome = this.#write(order).finally(() => {
      this.#underWay -= 1;
    });
    outcome.catch(() => {});
    this.#done.set(order.commandId, { order: { ...order }, outcome });
    const oldest = this.#done.keys().next().value;
    if (this.#done.size > maxRemembered && oldest !== undefined) this.#done.delete(oldest);
    return outcome;
  }

  async #write({ output, value }: Order): Promise<void> {
    const { signals } = this.#settings;
    const signal = signals.find(({ name }) => name === output);
    if (signal === undefined) throw refused(output, 'the map has no such signal', 'unknown');
    const never = whyNotWritable(signals, signal);
    if (never !== null) throw refused(output, never, 'never-written');
    if (!signal.writable) throw refused(output, 'writing it is not switched on', 'read-only');
    const request = this.#request(signal, value);
    const written = await this.#link.write(request);
    if (!written.ok) throw this.#failure(output, written.fault);
    await this.#readBack(signal, value);
  }

  #request(signal: SignalSettings, value: boolean | number): WriteRequest {
    const { address, name } = signal;
    const encoded = encodeValue(signal, this.#settings, value);
    if ('refused' in encoded) throw refused(name, encoded.refused, 'value');
    if ('registers' in encoded) return { kind: 'registers', address, registers: encoded.registers };
    if (signal.type === 'bit') return { kind: 'coil', address, on: encoded.bit };
    return { kind: 'mask', address, mask: bitMask(signal, this.#settings), on: encoded.bit };
  }

  /** A PLC shows what was written in its next cycle, or not at all where its program writes the output itself. */
  async #readBack(signal: SignalSettings, value: boolean | number): Promise<void> {
    const began = this.#timers.now();
    for (;;) {
      const read = await this.#link.read(signal.table, signal.address, widthOf(signal));
      if (!read.ok) throw this.#failure(signal.name, read.fault);
      const is = decodeValue(signal, this.#settings, read.value);
      if (is === value || (signal.type === 'f32' && sameFloat(is, value))) return;
      if (this.#timers.now() - began >= this.#settings.timeoutMs) {
        throw refused(signal.name, `it was written, and reads ${is}`, 'reads-otherwise');
      }
      await pause(this.#timers, readBackMs);
    }
  }

  #failure(output: string, fault: ExchangeFault): BridgeError {
    if (fault.kind === 'exception') return refused(output, exceptionText(fault.code), 'exception');
    if (fault.kind === 'closed') {
      return new BridgeError(
        'LINK_CLOSED',
        `The link ended while "${output}" was written: look whether it was.`,
      );
    }
    const seconds = this.#settings.timeoutMs / 1000;
    const what = `the write of "${output}"`;
    return new BridgeError(
      'DEVICE_TIMEOUT',
      `The PLC did not answer ${what} within ${seconds} s: look whether it was done, and try again.`,
      { details: { what, seconds } },
    );
  }
}

const maxUnderWay = 16;
const maxRemembered = 1_000;
const readBackMs = 50;

function sameFloat(is: boolean | number | null, value: boolean | number): boolean {
  const close = Math.max(Math.abs(Number(is)), Math.abs(Number(value))) * 2 ** -22;
  return typeof is === 'number' && Math.abs(is - Number(value)) <= close;
}

function refused(output: string, text: string, reason: string): BridgeError {
  return new BridgeError('DEVICE_REFUSED', `"${output}" was not written: ${text}.`, {
    details: { reason, text },
  });
}
