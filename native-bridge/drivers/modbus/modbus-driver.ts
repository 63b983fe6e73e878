import { BridgeError } from '../../errors.ts';
import { pause } from '../../transport/timers.ts';
import type { Connection } from '../../transport/transport.ts';
import type { DeviceCapabilities, DeviceHealth } from '../device.ts';
import type { DeviceDriver, DriverParts } from '../driver.ts';
import type { PlcCommands } from '../plc.ts';
import { type ExchangeFault, exceptionText, gaveUp, ModbusLink } from './modbus-link.ts';
import { OutputWriter } from './output-writer.ts';
import { halve, planReads, type ReadGroup } from './read-plan.ts';
import { type ModbusSettings, rtuUnit, type SignalSettings } from './settings.ts';
import { type GroupRead, SignalBoard } from './signal-board.ts';
import { letsThrough } from './write-rules.ts';

type Parts = Omit<DriverParts<'plc', ModbusSettings>, 'link' | 'spool' | 'utc'> & {
  readonly connection: Connection;
};

/** A PLC by its register map, over Modbus TCP or RTU: polled, and written only where the map says so. */
export class ModbusDriver implements DeviceDriver<'plc'> {
  readonly capabilities: Promise<DeviceCapabilities>;
  readonly #parts: Parts;
  readonly #greeted = Promise.withResolvers<DeviceCapabilities>();
  readonly #link: ModbusLink;
  readonly #board: SignalBoard;
  readonly #writer: OutputWriter;
  readonly #framing: 'tcp' | 'rtu';
  #groups: ReadGroup<SignalSettings>[];
  /** RTU: read in this round, and not told yet. */
  #unproven: GroupRead[] = [];
  #phase: 'new' | 'open' | 'over' = 'new';
  #fruitless = 0;
  #fruitlessSince: number;
  #told: string | null = null;
  #doubted = false;

  /** Throws BridgeError LINK_ADDRESS_INVALID where the map's unit cannot be on a serial line. */
  constructor(parts: Parts) {
    this.#parts = parts;
    const { settings, connection, timers, sink } = parts;
    this.#framing = framingOf(settings, connection);
    this.#link = new ModbusLink(connection, {
      ...settings,
      framing: this.#framing,
      timers,
      lets: (request) => letsThrough(settings, request),
      doubt: () => {
        this.#doubted = true;
        this.#forgetAll();
      },
    });
    this.#board = new SignalBoard(settings, timers, (signals) => sink.signals(signals));
    this.#writer = new OutputWriter(settings, this.#link, timers);
    this.#groups = planReads(settings.signals, settings);
    this.#fruitlessSince = timers.now();
    this.capabilities = this.#greeted.promise;
    this.capabilities.catch(() => {});
  }

  async run(signal: AbortSignal): Promise<void> {
    if (this.#phase !== 'new') throw this.#notConnected();
    this.#phase = 'open';
    const stop = () => void this.#link.close();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const reading = this.#link.run();
    reading.catch(() => {});
    try {
      await this.#poll(signal);
      await reading;
      if (!signal.aborted) throw ended(this.#parts.connection.address);
    } catch (cause) {
      this.#greeted.reject(cause);
      if (!signal.aborted) throw cause;
    } finally {
      this.#phase = 'over';
      signal.removeEventListener('abort', stop);
      await this.#link.close();
      // Whatever ended it: nothing is known of the PLC any more.
      this.#board.forgetAll();
      this.#greeted.reject(this.#notConnected());
    }
  }

  async writeOutput(order: Parameters<PlcCommands['writeOutput']>[0]): Promise<void> {
    if (this.#phase !== 'open') throw this.#notConnected();
    await this.#writer.write(order);
  }

  /** Rounds of reading until the link ends. Throws BridgeError where nothing is answered any more. */
  async #poll(signal: AbortSignal): Promise<void> {
    const { timers, settings } = this.#parts;
    for (;;) {
      const began = timers.now();
      const troubles = await this.#round();
      if (troubles === null) return;
      if (this.#framing === 'tcp') this.#endRound(troubles);
      const left = began + settings.pollMs - timers.now();
      await pause(timers, Math.max(left, this.#framing === 'rtu' ? this.#proofMs() : 0), signal);
      if (this.#framing === 'rtu' && !signal.aborted) this.#endRound(troubles);
    }
  }

  /** Reads every signal once. What was wrong, worst first; null when the link has ended. */
  async #round(): Promise<Trouble[] | null> {
    const troubles: Trouble[] = [];
    const waiting = [...this.#groups];
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      this.#board.forgetStale();
      const read = await this.#link.read(group.table, group.address, group.count);
      if (read.ok) {
        this.#answered();
        const its = { group, raw: read.value, readAt: this.#parts.timers.now() };
        if (this.#framing === 'tcp') this.#board.take(its);
        else this.#unproven.push(its);
        continue;
      }
      if (read.fault.kind === 'closed') return null;
      if (read.fault.kind === 'exception') {
        this.#answered();
        this.#board.forget(group.signals);
        const halves = isAboutPlace(read.fault) ? halve(group) : [];
        this.#groups = this.#groups.flatMap((one) => (one === group && halves.length > 0 ? halves : [one]));
        waiting.unshift(...halves);
        if (halves.length === 0) troubles.push(refusal(group, read.fault));
        continue;
      }
      // Without an answer nothing that was read before is any better known than what was asked now.
      this.#forgetAll();
      troubles.unshift(silence(group, read.fault));
      this.#countFruitless(read.fault);
    }
    return troubles;
  }

  /**
   * What was read is told. On RTU only now: an answer that came twice, or from a request given up, may have been taken
   * for the next one's, whose own answer is then one too many and has come by now.
   */
  #endRound(troubles: readonly Trouble[]): void {
    const disturbed = this.#doubted || this.#link.disturbed;
    this.#doubted = false;
    if (disturbed) this.#forgetAll();
    for (const read of this.#unproven) this.#board.take(read);
    this.#unproven = [];
    this.#board.roundDone();
    this.#tell(disturbed ? [unasked, ...troubles] : troubles);
  }

  /** RTU: how long the line must be silent after a round for its answers to be believed. */
  #proofMs(): number {
    return Math.min(Math.max(leastProofMs, 2 * this.#link.slowestMs), this.#parts.settings.timeoutMs);
  }

  #forgetAll(): void {
    this.#unproven = [];
    this.#board.forgetAll();
  }

  #answered(): void {
    this.#fruitless = 0;
    this.#fruitlessSince = this.#parts.timers.now();
    // Modbus has no word for who is speaking that every PLC knows.
    this.#greeted.resolve({ maker: '', model: '', serialNumber: '' });
  }

  #countFruitless(fault: ExchangeFault): void {
    this.#fruitless += 1;
    if (this.#fruitless < maxFruitless) return;
    const seconds = Math.max(1, Math.round((this.#parts.timers.now() - this.#fruitlessSince) / 1000));
    throw gaveUp(this.#parts.connection.address, fault, seconds);
  }

  #tell(troubles: readonly Trouble[]): void {
    const [first] = troubles;
    const more = troubles.length > 4 ? `; and ${troubles.length - 4} more` : '';
    const texts = troubles.slice(0, 4).map(({ text }) => text);
    const health: DeviceHealth =
      first === undefined
        ? { level: 'good' }
        : { level: 'degraded', code: first.code, text: texts.join('; ') + more };
    const told = JSON.stringify(health);
    if (told === this.#told) return;
    this.#told = told;
    this.#parts.sink.health(health);
  }

  #notConnected(): BridgeError {
    const { address } = this.#parts.connection;
    return new BridgeError(
      'LINK_CLOSED',
      `The PLC at ${address} is not connected: wait for the link to come back.`,
      { details: { address } },
    );
  }
}

type Trouble = Extract<DeviceHealth, { level: 'degraded' }>;

/** Requests in a row without an answer after which the link counts as lost. */
const maxFruitless = 5;

/** What a PLC takes for an answer, as a rule, even if it has been quicker so far. */
const leastProofMs = 50;

const unasked: Trouble = {
  level: 'degraded',
  code: 'DEVICE_UNREADABLE',
  text: 'bytes came that nobody asked for: a late answer, or another master on the line',
};

function framingOf({ framing, unitId }: ModbusSettings, { address }: Connection): 'tcp' | 'rtu' {
  const serial = address.startsWith('serial:');
  if (framing !== 'rtu' && !serial) return 'tcp';
  if (framing === 'tcp') return 'tcp';
  if (rtuUnit(unitId)) return 'rtu';
  throw new BridgeError('LINK_ADDRESS_INVALID', `On a serial line a unit is from 1 to 247, not ${unitId}.`, {
    details: { address, why: 'on a serial line a unit is from 1 to 247' },
  });
}

/** Illegal address, and the illegal count that some PLCs say for it. */
function isAboutPlace({ code }: { readonly code: number }): boolean {
  return code === 2 || code === 3;
}

function refusal(group: ReadGroup<SignalSettings>, { code }: { readonly code: number }): Trouble {
  const names = group.signals.map(({ name }) => `"${name}"`).slice(0, 3);
  const text = `${names.join(', ')} (${place(group)}): ${exceptionText(code)}`;
  return { level: 'degraded', code: 'DEVICE_REPORTS_FAULT', text };
}

function silence(group: ReadGroup<SignalSettings>, fault: ExchangeFault): Trouble {
  return fault.kind === 'unreadable'
    ? { level: 'degraded', code: 'DEVICE_UNREADABLE', text: `${place(group)}: ${fault.why}` }
    : { level: 'degraded', code: 'DEVICE_SILENT', text: `${place(group)}: no answer` };
}

function place({ table, address, count }: ReadGroup<SignalSettings>): string {
  return count === 1 ? `${table} ${address}` : `${table} ${address} to ${address + count - 1}`;
}

function ended(address: string): BridgeError {
  return new BridgeError('LINK_CLOSED', `The PLC closed the link ${address}.`, { details: { address } });
}
