import { randomInt } from 'node:crypto';
import { type Frame, maxStripPayload, stripType } from '../drivers/line-stream/frame.ts';
import { FrameLink } from '../drivers/line-stream/frame-link.ts';
import {
  decodeMessage,
  type Message,
  type MessageOf,
  maxLines,
  protocolVersion,
} from '../drivers/line-stream/messages.ts';
import { stripHeadSize } from '../drivers/line-stream/strip.ts';
import { timing } from '../drivers/line-stream/timing.ts';
import type { ScanGeometry, ScannerState } from '../drivers/scanner.ts';
import { BridgeError } from '../errors.ts';
import { systemTimers, type Timers } from '../transport/timers.ts';
import type { Connection } from '../transport/transport.ts';
import { type Fault, FaultPlan } from './faults.ts';
import { ScannerModel } from './scanner-model.ts';
import type { SceneScan } from './scenes.ts';
import { SimulatedScan } from './simulated-scan.ts';

export interface LineStreamDeviceOptions {
  /** Throws BridgeError SCENE_UNKNOWN. */
  readonly openScene: (name: string, seed: number) => SceneScan;
  /** Scanned whatever the station asks for. Otherwise the start's reference says `scene=NAME;seed=N`. */
  readonly scene?: string | undefined;
  /** The scenes a station may ask for; the first is scanned when nobody says which. */
  readonly scenes: readonly [string, ...string[]];
  readonly seed?: number | undefined;
  /** Times real time: of warm-up, warning and lines. Infinite is as fast as the link takes the lines. */
  readonly speed: number;
  readonly faults?: readonly Fault[];
  readonly timers?: Timers;
}

/** The device's end of the line-stream protocol: one scanner, whatever connections come and go. */
export interface LineStreamDevice {
  readonly state: ScannerState;
  /** What a person at the device does: gates, buttons, the key. */
  readonly model: Pick<
    ScannerModel,
    | 'openInterlock'
    | 'closeInterlock'
    | 'emergencyStop'
    | 'releaseEmergencyStop'
    | 'raiseFault'
    | 'clearFault'
  >;
  /** Talks on a connection until it ends. Never throws for what the other end does. */
  serve(connection: Connection, line?: ServedLine): Promise<void>;
  /** Says goodbye to the station and switches the scanner off. */
  close(): Promise<void>;
}

export interface ServedLine {
  /** The line cannot be closed and stays, as a serial line does. */
  readonly permanent?: boolean;
  /** Bytes of pixels that go through in two seconds: a strip is never longer. */
  readonly stripBytes?: number;
}

export function lineStreamDevice(options: LineStreamDeviceOptions): LineStreamDevice {
  return new Device(options);
}

class Device implements LineStreamDevice {
  readonly model: ScannerModel;
  readonly #options: LineStreamDeviceOptions;
  readonly #timers: Timers;
  readonly #faults: FaultPlan;
  readonly #sessions = new Set<Session>();
  #bootId = randomInt(1, 2 ** 32);
  #scanNumber = 0;
  /** A start that was under way for long must not put the beam on a second time. */
  readonly #usedScanIds = new Set<string>();
  #geometry: ScanGeometry | undefined;

  constructor(options: LineStreamDeviceOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#faults = new FaultPlan(options.faults ?? []);
    this.model = new ScannerModel(this.#timers, (ms) => ms / options.speed, {
      status: (status) => this.#session?.post(status),
      event: (event, text) =>
        this.#session?.post({ kind: 'event', event, uptimeMs: uptime(this.#timers), text }),
      tripped: (reason) => this.#session?.scan?.abort('aborted-by-device', reason),
    });
  }

  get state(): ScannerState {
    return this.model.state;
  }

  async serve(connection: Connection, line: ServedLine = {}): Promise<void> {
    const session: Session = new Session(connection, line, this.#timers, {
      welcome: (hello) => this.#welcome(session, hello),
      start: (request) => {
        const refusal = this.#start(session, request);
        if (refusal !== undefined) {
          session.post({ kind: 'start-refused', scanId: request.scanId, ...refusal });
        }
      },
      repeatStatus: () => session.post(this.model.status),
    });
    this.#sessions.add(session);
    await session.serve();
    this.#sessions.delete(session);
  }

  async close(): Promise<void> {
    this.model.switchOff();
    await Promise.all([...this.#sessions].map((session) => session.close()));
  }

  /** The geometry with the longest line that this scanner may send. */
  get #largest(): ScanGeometry {
    const { scene, scenes, openScene } = this.#options;
    this.#geometry ??= (scene === undefined ? scenes : [scene])
      .map((name) => openScene(name, 1).geometry)
      .reduce((one, other) => (other.detectors > one.detectors ? other : one));
    return this.#geometry;
  }

  /** The station that is connected. */
  get #session(): Session | undefined {
    return [...this.#sessions].find((session) => session.number !== undefined);
  }

  #welcome(session: Session, hello: MessageOf<'hello'>): boolean {
    const present = this.#session;
    if (present !== undefined && present !== session) {
      session.turnAway(hello.session, 'busy', 'another station is connected');
      return false;
    }
    const common = hello.minVersion <= protocolVersion && protocolVersion <= hello.maxVersion;
    session.post({
      kind: 'welcome',
      version: common ? protocolVersion : 0,
      minVersion: protocolVersion,
      maxVersion: protocolVersion,
      reserved: 0,
      session: hello.session,
      bootId: this.#bootId,
      detectors: this.#largest.detectors,
      maxLines,
      energiesKeV: this.#largest.energiesMeV.map((energy) => Math.round(energy * 1000)),
      maker: 'Scanpost',
      model: 'Simulated gantry 6/4 MeV',
      serialNumber: 'SIM-0001',
    });
    if (!common) session.turnAway(hello.session, 'no-common-version', '');
    else session.post(this.model.status);
    return common;
  }

  /** Why not, when it does not start. */
  #start(session: Session, { scanId, reference }: MessageOf<'start-scan'>): Refusal | undefined {
    const present = session.scan;
    if (present?.scanId === scanId) {
      session.post({ kind: 'start-accepted', scanId, warningMs: Math.ceil(present.warningMs) });
      return undefined;
    }
    const { hindrance } = this.model;
    if (hindrance !== undefined && hindrance.code !== 'not-ready') return hindrance;
    if (present !== undefined) return { code: 'busy', text: 'a scan is under way' };
    if (this.#usedScanIds.has(scanId)) return { code: 'scan-id-used', text: 'that scan was made before' };
    if (hindrance !== undefined) return hindrance;
    if (this.#faults.take('refuse')) return { code: 'other', text: 'the scanner was told to refuse' };
    let scene: SceneScan;
    try {
      scene = this.#sceneFor(reference);
    } catch (cause) {
      if (cause instanceof BridgeError) return { code: 'reference', text: cause.message };
      throw cause;
    }
    this.#scanNumber += 1;
    this.#usedScanIds.add(scanId);
    const scan = new SimulatedScan({
      scanId,
      scanNumber: this.#scanNumber,
      scene,
      link: session.link,
      model: this.model,
      timers: this.#timers,
      faults: this.#faults,
      speed: this.#options.speed,
      linesPerStrip: session.linesPerStrip(scene),
      cut: () => session.cut(),
      fallSilent: () => session.fallSilent(),
      restart: () => {
        session.cut();
        this.#bootId = randomInt(1, 2 ** 32);
        this.model.powerOn();
      },
    });
    session.post({ kind: 'start-accepted', scanId, warningMs: Math.ceil(scan.warningMs) });
    session.begin(scan);
    return undefined;
  }

  #sceneFor(reference: string): SceneScan {
    const asked = new Map(
      reference.split(';').map((part) => {
        const [name = '', ...value] = part.split('=');
        return [name.trim(), value.join('=').trim()] as const;
      }),
    );
    const { scene, seed, openScene, scenes } = this.#options;
    const wanted = Number(asked.get('seed'));
    const itsSeed = asked.has('seed') && Number.isSafeInteger(wanted) && wanted >= 0 ? wanted >>> 0 : 1;
    return openScene(scene ?? asked.get('scene') ?? scenes[0], seed ?? itsSeed);
  }
}

type Refusal = Pick<MessageOf<'start-refused'>, 'code' | 'text'>;

interface SessionCalls {
  /** True when the station is welcome. */
  welcome(hello: MessageOf<'hello'>): boolean;
  start(request: MessageOf<'start-scan'>): void;
  repeatStatus(): void;
}

/** One connection, and the station at its other end once it has said hello. */
class Session {
  readonly link: FrameLink;
  /** Given by the station; none before its hello and after its end. */
  number: number | undefined;
  scan: SimulatedScan | undefined;
  readonly #connection: Connection;
  readonly #line: ServedLine;
  readonly #calls: SessionCalls;
  readonly #mute: { on: boolean };
  #statusAt = 0;

  constructor(connection: Connection, line: ServedLine, timers: Timers, calls: SessionCalls) {
    const mute = { on: false };
    this.#mute = mute;
    this.#connection = connection;
    this.#line = line;
    this.#calls = calls;
    this.link = new FrameLink(
      {
        address: connection.address,
        incoming: connection.incoming,
        write: (bytes) => (mute.on ? Promise.resolve() : connection.write(bytes)),
        close: () => connection.close(),
      },
      timers,
    );
  }

  async serve(): Promise<void> {
    try {
      await this.link.run({
        frame: (frame) => this.#take(frame),
        damage: () => this.#damaged(),
        tick: () => this.#tick(),
      });
    } catch (cause) {
      if (!(cause instanceof BridgeError)) throw cause;
    } finally {
      this.#over();
      await this.#connection.close();
    }
  }

  async close(): Promise<void> {
    if (this.number !== undefined) this.turnAway(this.number, 'shutting-down', 'the scanner is switched off');
    this.#over();
    this.link.stop();
    await this.#connection.close();
  }

  post(message: Message): void {
    this.link.post(message);
  }

  turnAway(session: number, reason: MessageOf<'goodbye'>['reason'], text: string): void {
    this.post({ kind: 'goodbye', session, reason, text });
    if (!this.#line.permanent) this.link.stop();
  }

  linesPerStrip({ geometry }: SceneScan): number {
    const bytesPerLine = geometry.detectors * geometry.energiesMeV.length * 2;
    const room = Math.min(this.#line.stripBytes ?? usualStripBytes, maxStripPayload - stripHeadSize);
    return Math.max(1, Math.min(32, Math.floor(room / bytesPerLine)));
  }

  begin(scan: SimulatedScan): void {
    this.scan = scan;
    scan.run().then(
      () => {
        if (this.scan === scan) this.scan = undefined;
      },
      (cause: unknown) => this.link.fail(cause),
    );
  }

  cut(): void {
    this.#over();
    this.#mute.on = true;
    if (!this.#line.permanent) this.link.stop();
  }

  fallSilent(): void {
    this.#mute.on = true;
  }

  #take(frame: Frame): void {
    if (frame.type === stripType) return;
    let message: Message | undefined;
    try {
      message = decodeMessage(frame.type, frame.payload);
    } catch (cause) {
      if (!(cause instanceof BridgeError)) throw cause;
      this.post({ kind: 'error', code: 'malformed', text: cause.message });
    }
    if (message?.kind === 'hello') this.#hello(message, frame.sequence);
    else if (message !== undefined && this.number !== undefined) this.#takeMessage(message);
  }

  #hello(hello: MessageOf<'hello'>, sequence: number): void {
    if (hello.session !== this.number) {
      this.#over();
      this.#mute.on = false;
    }
    if (!this.#calls.welcome(hello)) return;
    this.number = hello.session;
    this.#statusAt = this.link.attended;
    this.link.beginCounting(sequence);
    this.link.beginHeartbeats();
  }

  #takeMessage(message: Message): void {
    switch (message.kind) {
      case 'start-scan':
        this.#calls.start(message);
        break;
      case 'scan-ready':
        if (this.scan?.scanId === message.scanId) this.scan.stationReady();
        break;
      case 'abort-scan':
        if ([this.scan?.scanId, whateverScan].includes(message.scanId)) {
          this.scan?.abort('aborted-by-station', message.reason);
        }
        this.post({ kind: 'abort-accepted', scanId: message.scanId });
        break;
      case 'scan-received':
        if (this.scan?.scanId === message.scanId && this.scan.stationReceived()) this.scan = undefined;
        break;
      case 'goodbye':
        if (message.session === this.number) this.#over();
        break;
    }
  }

  #damaged(): void {
    if (this.link.hopeless && !this.#line.permanent) this.link.stop();
  }

  #tick(): void {
    const now = this.link.attended;
    if (this.link.silentFor >= timing.silence) {
      const silent = this.number;
      this.#over();
      if (silent !== undefined) this.turnAway(silent, 'silence', 'the station was silent');
      else if (!this.#line.permanent) this.link.stop();
    }
    if (this.number !== undefined && now - this.#statusAt >= timing.status) {
      this.#statusAt = now;
      this.#calls.repeatStatus();
    }
  }

  #over(): void {
    this.number = undefined;
    this.link.endHeartbeats();
    this.scan?.linkWasLost();
    this.scan = undefined;
  }
}

const whateverScan = '00000000-0000-0000-0000-000000000000';
/** 32 lines of a truck's two planes, and a strip that a gigabit link takes in a few milliseconds. */
const usualStripBytes = 256 << 10;

function uptime(timers: Timers): number {
  return Math.floor(timers.now()) >>> 0;
}
