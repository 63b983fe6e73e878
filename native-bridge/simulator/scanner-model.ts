import type { MessageOf, RefusalCode } from '../drivers/line-stream/messages.ts';
import type { ScannerState } from '../drivers/scanner.ts';
import type { Timers } from '../transport/timers.ts';

export type StatusMessage = MessageOf<'status'>;
export type DeviceEventKind = MessageOf<'event'>['event'];

/** Told of everything that changes. */
export interface ModelObserver {
  status(status: StatusMessage): void;
  event(event: DeviceEventKind, text: string): void;
  /** The beam may not go on, or must go off at once. */
  tripped(reason: string): void;
}

type DeviceState = StatusMessage['state'];

/**
 * A scanner's states and safety circuits (`docs/architecture.md`, rule 10, is about the station: here the device
 * is played, so here they are opened and closed). It is switched on when it is made.
 */
export class ScannerModel {
  readonly #timers: Timers;
  readonly #observer: ModelObserver;
  /** Real milliseconds that a phase of so many milliseconds takes. */
  readonly #dwell: (ms: number) => number;
  #state: DeviceState = 'powered';
  #leaves: number | undefined;
  #cancel: () => void = () => {};
  #open = new Set<string>();
  #stoppedAt: string | undefined;
  #fault: { readonly code: string; readonly text: string } | undefined;
  #beamOn = false;

  constructor(timers: Timers, dwell: (ms: number) => number, observer: ModelObserver) {
    this.#timers = timers;
    this.#dwell = dwell;
    this.#observer = observer;
    this.powerOn();
  }

  get state(): ScannerState {
    return this.#state;
  }

  get status(): StatusMessage {
    const left =
      this.#leaves === undefined ? null : Math.max(0, Math.ceil(this.#leaves - this.#timers.now()));
    return {
      kind: 'status',
      state: this.#state,
      beamOn: this.#beamOn,
      emergencyStop: this.#stoppedAt !== undefined,
      reserved: 0,
      millisecondsLeft: left,
      doseRateNanosievert: this.#beamOn ? 350 : 80,
      emergencyStopWhere: this.#stoppedAt ?? '',
      faultCode: this.#fault?.code ?? '',
      faultText: this.#fault?.text ?? '',
      interlocks: interlockNames.map((name) => ({ name, closed: !this.#open.has(name) })),
    };
  }

  /** Why a scan cannot start now. */
  get hindrance(): { readonly code: RefusalCode; readonly text: string } | undefined {
    if (this.#stoppedAt !== undefined) {
      return { code: 'emergency-stop', text: `the emergency stop at ${this.#stoppedAt} is latched` };
    }
    const open = [...this.#open][0];
    if (open !== undefined) return { code: 'interlock-open', text: `the interlock ${open} is open` };
    if (this.#fault !== undefined) return { code: 'fault', text: this.#fault.text };
    if (this.#state === 'ready') return undefined;
    return { code: 'not-ready', text: `the scanner is not ready: it is in ${this.#state}` };
  }

  powerOn(): void {
    this.#beamOn = false;
    this.#open.clear();
    this.#fault = undefined;
    this.#stay('powered', 1_000, () =>
      this.#stay('warm-up', 10_000, () => this.#stay('standby', 1_000, () => this.#enter('ready'))),
    );
  }

  /** The warning before the beam has begun. */
  arm(warningMs: number): void {
    this.#enter('armed', warningMs);
    this.#observer.event('warning-started', 'The warning before the beam has begun.');
  }

  beamOn(): void {
    this.#beamOn = true;
    this.#enter('scanning');
    this.#observer.event('beam-on', 'Beam on at 6 and 4 MeV.');
  }

  beamOff(): void {
    this.#beamIsOff();
    this.#enter('transferring');
  }

  /** The scan is over. */
  rest(): void {
    this.#beamIsOff();
    if (['armed', 'scanning', 'transferring'].includes(this.#state)) this.#enter('ready');
  }

  openInterlock(name: string = interlockNames[0]): void {
    if (this.#open.has(name) || !interlockNames.some((known) => known === name)) return;
    this.#open.add(name);
    this.#observer.event('interlock-opened', name);
    this.#trip('interlock-open', `the interlock ${name} was opened`);
  }

  closeInterlock(name: string = interlockNames[0]): void {
    if (!this.#open.delete(name)) return;
    this.#observer.event('interlock-closed', name);
    this.#recover();
  }

  emergencyStop(where = 'the north gate'): void {
    if (this.#stoppedAt !== undefined) return;
    this.#stoppedAt = where;
    this.#observer.event('emergency-stop', where);
    this.#trip('emergency-stop', `the emergency stop at ${where} was pressed`);
  }

  /** The key at the device. */
  releaseEmergencyStop(): void {
    if (this.#stoppedAt === undefined) return;
    this.#stoppedAt = undefined;
    this.#observer.event('key', 'The key at the device was turned.');
    this.#observer.event('emergency-stop-released', 'The emergency stop was released at the device.');
    this.#recover();
  }

  raiseFault(code = 'GEN-07', text = 'the X-ray generator is over its temperature'): void {
    this.#fault = { code, text };
    this.#observer.event('fault', `${code}: ${text}`);
    this.#trip('fault', text);
  }

  clearFault(): void {
    if (this.#fault === undefined) return;
    this.#observer.event('fault-cleared', this.#fault.code);
    this.#fault = undefined;
    this.#recover();
  }

  switchOff(): void {
    this.#cancel();
  }

  #trip(state: DeviceState, reason: string): void {
    this.#beamIsOff();
    this.#enter(state);
    this.#observer.tripped(reason);
  }

  /** Back through standby, unless something else still holds the scanner. */
  #recover(): void {
    if (this.#stoppedAt !== undefined) this.#enter('emergency-stop');
    else if (this.#open.size > 0) this.#enter('interlock-open');
    else if (this.#fault !== undefined) this.#enter('fault');
    else this.#stay('standby', 1_000, () => this.#enter('ready'));
  }

  #beamIsOff(): void {
    if (!this.#beamOn) return;
    this.#beamOn = false;
    this.#observer.event('beam-off', 'Beam off.');
  }

  #stay(state: DeviceState, ms: number, then: () => void): void {
    const dwell = this.#dwell(ms);
    this.#enter(state, dwell);
    this.#cancel = this.#timers.after(dwell, then);
  }

  #enter(state: DeviceState, forMs?: number): void {
    this.#cancel();
    this.#state = state;
    this.#leaves = forMs === undefined ? undefined : this.#timers.now() + forMs;
    this.#observer.status(this.status);
  }
}

const interlockNames = ['gate north', 'gate south', 'cabin door'] as const;
