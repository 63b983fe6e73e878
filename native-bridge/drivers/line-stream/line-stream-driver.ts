import { randomInt } from 'node:crypto';
import { BridgeError } from '../../errors.ts';
import { systemTimers, type Timers } from '../../transport/timers.ts';
import type { Connection } from '../../transport/transport.ts';
import type { CalibrationRows } from '../calibration-settings.ts';
import type { DeviceDriver } from '../driver.ts';
import type { FanSettings } from '../fan-settings.ts';
import type { ScanDefect, ScannerCapabilities, ScannerSink, ScannerStatus, StartScan } from '../scanner.ts';
import { capabilitiesOf, eventOf, statusOf, unknownStatus } from './device-words.ts';
import { type Frame, stripType } from './frame.ts';
import { FrameLink, type LinkStatistics } from './frame-link.ts';
import { decodeMessage, type Message, type MessageOf, maxReference, protocolVersion } from './messages.ts';
import { PendingRequest } from './pending-request.ts';
import { ScanIntake } from './scan-intake.ts';
import { timing } from './timing.ts';

export interface LineStreamDriverOptions {
  readonly timers?: Timers;
  /** Names the session, so that what an earlier one left in the line is not taken for this one's. */
  readonly session?: number;
  /** What was measured at this scanner, as configured. */
  readonly calibration?: CalibrationRows;
  /** Where this scanner's source stands, as configured. */
  readonly fan?: FanSettings;
}

/** The station's end of the line-stream protocol (PROTOCOL.md) on an open connection, which it closes at its end. */
export class LineStreamDriver implements DeviceDriver<'scanner'> {
  readonly capabilities: Promise<ScannerCapabilities>;
  readonly #connection: Connection;
  readonly #sink: ScannerSink;
  readonly #timers: Timers;
  readonly #session: number;
  readonly #link: FrameLink;
  readonly #intake: ScanIntake;
  readonly #welcomed = Promise.withResolvers<ScannerCapabilities>();
  #phase: 'new' | 'greeting' | 'open' | 'over' = 'new';
  #device: ScannerCapabilities | undefined;
  #start: { readonly scanId: string; readonly request: PendingRequest } | undefined;
  readonly #aborts = new Map<string, PendingRequest>();
  #helloAt = 0;
  #statusAt = 0;
  #statusesSinceTick = 0;
  #heldStatus: ScannerStatus | undefined;

  constructor(connection: Connection, sink: ScannerSink, options: LineStreamDriverOptions = {}) {
    this.#connection = connection;
    this.#sink = sink;
    this.#timers = options.timers ?? systemTimers;
    this.#session = options.session ?? randomInt(1, 2 ** 32);
    this.#link = new FrameLink(connection, this.#timers);
    this.#intake = new ScanIntake(sink, () => this.#link.attended, options);
    this.capabilities = this.#welcomed.promise;
    this.capabilities.catch(() => {});
  }

  get statistics(): LinkStatistics & { readonly strayStrips: number } {
    return { ...this.#link.statistics, strayStrips: this.#intake.strayStrips };
  }

  async run(signal: AbortSignal): Promise<void> {
    if (this.#phase !== 'new') throw this.#notConnected();
    this.#phase = 'greeting';
    const onStop = () => {
      // At once, even while the sink still works on a strip.
      if (this.#intake.scanId !== undefined) this.#disown(this.#intake.scanId, 'the station stops');
      this.#link.stop();
    };
    signal.addEventListener('abort', onStop, { once: true });
    if (signal.aborted) onStop();
    let failure: { readonly cause: unknown } | undefined;
    try {
      if (!signal.aborted) this.#hello();
      await this.#link.run({
        frame: (frame) => this.#take(frame),
        damage: () => this.#damaged(),
        tick: () => this.#tick(),
      });
    } catch (cause) {
      const { frames, skippedBytes } = this.#link.statistics;
      const stranger = this.#phase === 'greeting' && frames === 0 && skippedBytes > 0;
      failure = { cause: stranger ? notOurs(this.#connection.address, cause) : cause };
    }
    signal.removeEventListener('abort', onStop);
    const ended = await this.#finish(signal.aborted, failure);
    if (ended !== undefined) throw ended.cause;
  }

  async startScan({ scanId, reference }: StartScan): Promise<void> {
    if (this.#phase !== 'open') throw this.#notConnected();
    if (Buffer.byteLength(reference) > maxReference) {
      throw refused('reference', `the reference is longer than ${maxReference} bytes`);
    }
    if (this.#start?.scanId === scanId) return this.#start.request.answered;
    if (this.#intake.knows(scanId)) return;
    if (this.#start !== undefined || this.#intake.scanId !== undefined) {
      throw refused('busy', 'another scan is under way');
    }
    const request = new PendingRequest(this.#timers, 'the start of the scan', () =>
      this.#link.post({ kind: 'start-scan', scanId, reference }),
    );
    this.#start = { scanId, request };
    try {
      await request.answered;
    } catch (cause) {
      // It may have armed although its answer was lost.
      if (cause instanceof BridgeError && cause.code === 'DEVICE_TIMEOUT') {
        this.#disown(scanId, 'the start was not answered');
      }
      throw cause;
    } finally {
      if (this.#start?.request === request) this.#start = undefined;
    }
  }

  async abortScan(reason: string): Promise<void> {
    if (this.#phase !== 'open') throw this.#notConnected();
    await this.#abort(this.#intake.scanId ?? this.#start?.scanId ?? whateverScan, reason).answered;
  }

  async #take(frame: Frame): Promise<void> {
    if (this.#phase === 'greeting') {
      const message = frame.type === stripType ? undefined : readable(frame);
      if (message !== undefined) this.#takeGreeting(message, frame.sequence);
    } else if (frame.type === stripType) {
      await this.#intake.strip(frame);
    } else {
      const message = decodeMessage(frame.type, frame.payload);
      if (message !== undefined) await this.#takeMessage(message);
    }
  }

  #takeGreeting(message: Message, sequence: number): void {
    if (message.kind === 'goodbye' && message.session === this.#session) throw turnedAway(message);
    if (message.kind !== 'welcome' || message.session !== this.#session) return;
    if (message.version !== protocolVersion) throw wrongVersion(message);
    this.#device = capabilitiesOf(message);
    this.#link.beginCounting(sequence);
    this.#link.beginHeartbeats();
    this.#statusAt = this.#link.attended;
    this.#phase = 'open';
    this.#welcomed.resolve(this.#device);
    this.#sink.health({ level: 'good' });
  }

  async #takeMessage(message: Message): Promise<void> {
    switch (message.kind) {
      case 'status':
        this.#statusAt = this.#link.attended;
        this.#takeStatus(statusOf(message));
        break;
      case 'event': {
        const event = eventOf(message);
        if (event !== undefined) this.#sink.event(event);
        break;
      }
      case 'start-accepted':
        this.#accepted(message.scanId, message.warningMs);
        break;
      case 'start-refused':
        if (this.#start?.scanId === message.scanId) {
          this.#start.request.fail(refused(message.code, message.text));
        }
        break;
      case 'abort-accepted':
        this.#aborts.get(message.scanId)?.succeed();
        break;
      case 'scan-begin':
        await this.#scanBegin(message);
        break;
      case 'scan-end':
        // First, so that a start which the sink asks for finds the device done with this scan.
        this.#link.post({
          kind: 'scan-received',
          scanId: message.scanId,
          scanNumber: message.scanNumber,
          lines: message.lines,
        });
        await this.#intake.end(message);
        break;
      case 'goodbye':
        if (message.session === this.#session) this.#takeGoodbye(message);
        break;
    }
  }

  /** Passes a few on as they come; of a flood, only the newest at each tick, so that the record is not flooded. */
  #takeStatus(status: ScannerStatus): void {
    this.#statusesSinceTick += 1;
    if (this.#statusesSinceTick <= statusesPerTick) this.#sink.status(status);
    else this.#heldStatus = status;
  }

  #releaseStatus(): void {
    this.#statusesSinceTick = 0;
    const held = this.#heldStatus;
    this.#heldStatus = undefined;
    if (held !== undefined) this.#sink.status(held);
  }

  #accepted(scanId: string, warningMs: number): void {
    if (this.#start?.scanId === scanId) {
      this.#intake.accept(scanId, warningMs);
      this.#start.request.succeed();
    } else if (!this.#intake.knows(scanId)) {
      this.#disown(scanId, 'the station did not ask for this scan');
    }
  }

  async #scanBegin(message: MessageOf<'scan-begin'>): Promise<void> {
    const { scanId, scanNumber } = message;
    // The acceptance may have been lost; this says the same.
    if (this.#start?.scanId === scanId) this.#accepted(scanId, timing.warning);
    if (this.#device !== undefined && (await this.#intake.begin(message, this.#device))) {
      this.#link.post({ kind: 'scan-ready', scanId, scanNumber });
    } else {
      this.#disown(scanId, 'the station did not ask for this scan');
    }
  }

  #takeGoodbye({ reason, text }: MessageOf<'goodbye'>): void {
    if (reason === 'end' || reason === 'shutting-down') this.#link.stop();
    else throw linkLost(this.#connection.address, `the scanner ended it: ${text || reason}`);
  }

  #damaged(): void {
    if (this.#phase === 'open') this.#intake.damaged();
    if (this.#link.hopeless) throw notOurs(this.#connection.address);
  }

  async #tick(): Promise<void> {
    const now = this.#link.attended;
    if (this.#phase === 'greeting') {
      if (now >= timing.answer) throw noAnswer(this.#connection.address);
      if (now - this.#helloAt >= timing.repeat) this.#hello();
      return;
    }
    if (this.#link.silentFor >= timing.silence) throw silent(this.#connection.address);
    this.#releaseStatus();
    if (now - this.#statusAt >= timing.statusStale) {
      this.#statusAt = now;
      this.#sink.status(unknownStatus);
    }
    if (this.#intake.late && this.#intake.scanId !== undefined) {
      this.#disown(this.#intake.scanId, 'no lines came in time');
      await this.#intake.fail((afterLine) => ({ kind: 'timed-out', afterLine }));
    }
  }

  #hello(): void {
    this.#helloAt = this.#link.attended;
    this.#link.post({
      kind: 'hello',
      minVersion: protocolVersion,
      maxVersion: protocolVersion,
      reserved: 0,
      session: this.#session,
    });
  }

  /** Has the device stop a scan that nobody here waits for any more. */
  #disown(scanId: string, reason: string): void {
    if (this.#aborts.size < maxAborts) this.#abort(scanId, reason);
    else this.#link.post({ kind: 'abort-scan', scanId, reason });
  }

  #abort(scanId: string, reason: string): PendingRequest {
    const present = this.#aborts.get(scanId);
    if (present !== undefined) return present;
    const request = new PendingRequest(this.#timers, 'the abort', () =>
      this.#link.post({ kind: 'abort-scan', scanId, reason }),
    );
    this.#aborts.set(scanId, request);
    const forget = () => this.#aborts.delete(scanId);
    request.answered.then(forget, forget);
    return request;
  }

  /** Leaves nothing open: the scan, the requests, the connection. Returns what `run` is to throw. */
  async #finish(
    stopped: boolean,
    failure: { readonly cause: unknown } | undefined,
  ): Promise<{ readonly cause: unknown } | undefined> {
    const spoken = this.#phase === 'open';
    this.#phase = 'over';
    this.#link.endHeartbeats();
    let ended = stopped ? undefined : failure;
    const here = stopped || this.#intake.sinkFailed;
    if (spoken && here && this.#intake.scanId !== undefined) {
      this.#disown(this.#intake.scanId, stopped ? 'the station stops' : 'the station cannot store the scan');
    }
    if (spoken) this.#goodbye(failure?.cause);

    const closed = linkLost(this.#connection.address, 'the link is closed', failure?.cause);
    this.#welcomed.reject(failure?.cause ?? closed);
    this.#start?.request.fail(closed);
    for (const request of this.#aborts.values()) request.fail(closed);
    try {
      await this.#intake.fail(
        (afterLine): ScanDefect =>
          here ? { kind: 'station-stopped', afterLine } : { kind: 'link-lost', afterLine },
      );
    } catch (cause) {
      ended ??= { cause };
    }
    await this.#connection.close();
    return ended;
  }

  #goodbye(cause: unknown): void {
    const protocol = cause instanceof BridgeError && cause.code === 'DEVICE_PROTOCOL';
    if (protocol) this.#link.post({ kind: 'error', code: 'malformed', text: cause.message });
    const reason = protocol ? 'protocol-error' : 'end';
    this.#link.post({ kind: 'goodbye', session: this.#session, reason, text: '' });
  }

  #notConnected(): BridgeError {
    return new BridgeError(
      'LINK_CLOSED',
      `The scanner at ${this.#connection.address} is not connected: wait for the link to come back.`,
      { details: { address: this.#connection.address } },
    );
  }
}

/** Statuses passed on between two ticks: more than any true course of things brings. */
const statusesPerTick = 32;
/** Aborts that are asked for again until they are answered; a device that begins more scans unasked says so again. */
const maxAborts = 64;

/** As the scan id of an abort: whatever scan is under way. */
const whateverScan = '00000000-0000-0000-0000-000000000000';

/** Before the welcome anything may be left in the line of an earlier session, whole or not. */
function readable(frame: Frame): Message | undefined {
  try {
    return decodeMessage(frame.type, frame.payload);
  } catch {
    return undefined;
  }
}

function refused(code: string, text: string): BridgeError {
  return new BridgeError('DEVICE_REFUSED', `The scanner refused the scan: ${text || code}.`, {
    details: { reason: code, text },
  });
}

function turnedAway({ reason, text }: MessageOf<'goodbye'>): BridgeError {
  if (reason === 'busy') return refused('busy', 'another station is connected to it');
  return refused(reason, text);
}

function wrongVersion({ minVersion, maxVersion }: MessageOf<'welcome'>): BridgeError {
  const theirs = minVersion === maxVersion ? `${minVersion}` : `${minVersion} to ${maxVersion}`;
  return new BridgeError(
    'DEVICE_VERSION',
    `The scanner speaks line-stream version ${theirs}, this station version ${protocolVersion}: update the older one.`,
    { details: { theirs, ours: protocolVersion } },
  );
}

function notOurs(address: string, cause?: unknown): BridgeError {
  return new BridgeError(
    'DEVICE_PROTOCOL',
    `What comes from ${address} is not the line-stream protocol: check the address, the baud rate and the cable.`,
    { cause, details: { what: 'bytes that are not the line-stream protocol' } },
  );
}

function noAnswer(address: string): BridgeError {
  const seconds = timing.answer / 1000;
  return new BridgeError(
    'DEVICE_TIMEOUT',
    `The device at ${address} did not answer the greeting within ${seconds} s: check that it is a line-stream scanner and switched on.`,
    { details: { what: 'the greeting', seconds } },
  );
}

function silent(address: string): BridgeError {
  const seconds = timing.silence / 1000;
  return new BridgeError(
    'LINK_TIMEOUT',
    `The scanner at ${address} has been silent for ${seconds} s: check its power and the cable.`,
    { details: { address, seconds } },
  );
}

function linkLost(address: string, why: string, cause?: unknown): BridgeError {
  return new BridgeError('LINK_CLOSED', `The link to ${address} ended: ${why}.`, {
    cause,
    details: { address, why },
  });
}
