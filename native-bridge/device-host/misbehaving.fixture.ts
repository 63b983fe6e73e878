import { threadId } from 'node:worker_threads';
import { z } from 'zod';
import type { DeviceDriver, DriverDefinition } from '../drivers/driver.ts';
import type { DriverEntry } from '../drivers/drivers.ts';
import type { ScannerCapabilities, ScannerSink, StartScan } from '../drivers/scanner.ts';
import { BridgeError } from '../errors.ts';

export const badHabits = [
  'end',
  'stay',
  'stay-for-ever',
  'hang',
  'throw-later',
  'reject-later',
  'exit',
  'flood',
  'flood-for-ever',
  'leak-objects',
  'leak-buffers',
  'refuse',
  'throw-nonsense',
  'talk',
  'forget-the-scan',
  'strips-at-once',
  'throw-while-it-waits',
] as const;

const settings = z.object({
  does: z.enum(badHabits),
  strips: z.number().default(0),
  /** How long it behaves well first. */
  afterMs: z.number().default(0),
});
type Settings = z.infer<typeof settings>;

export const scanOfTest = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
export const detectorsOfTest = 4;

/** A driver that first makes a scan of some strips, and then does what a driver must not. */
const misbehaving: DriverDefinition<'scanner', Settings> = {
  name: 'misbehaving',
  role: 'scanner',
  links: ['listen'],
  settings,
  create: ({ sink, settings }) => new Misbehaving(sink, settings),
};

export const misbehavingDrivers = {
  misbehaving: { role: 'scanner', links: ['listen'], load: async () => misbehaving },
} as const satisfies Readonly<Record<string, DriverEntry>>;

class Misbehaving implements DeviceDriver<'scanner'> {
  readonly capabilities: Promise<ScannerCapabilities>;
  readonly #known = Promise.withResolvers<ScannerCapabilities>();
  readonly #sink: ScannerSink;
  readonly #settings: Settings;

  constructor(sink: ScannerSink, settings: Settings) {
    this.#sink = sink;
    this.#settings = settings;
    this.capabilities = this.#known.promise;
    this.capabilities.catch(() => {});
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#known.resolve({
      maker: 'Fixture',
      model: 'Misbehaving',
      serialNumber: `thread ${threadId}`,
      detectors: detectorsOfTest,
      energiesMeV: [6],
      maxLines: 1000,
    });
    this.#sink.health({ level: 'good' });
    if (this.#settings.does === 'throw-while-it-waits') {
      setTimeout(() => {
        throw new Error('while it waited');
      }, 100);
    }
    const { strips, afterMs, does } = this.#settings;
    if (strips > 0) await this.#scan(strips);
    if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
    await this.#misbehave(signal);
    if (strips > 0 && does === 'end') {
      await this.#sink.scanEnd({ scanId: scanOfTest, lines: strips, defects: [] });
    }
  }

  async startScan({ reference }: StartScan): Promise<void> {
    if (reference === 'refuse') {
      throw new BridgeError('DEVICE_REFUSED', 'The scanner refused the scan: door open.', {
        details: { reason: 'door', text: 'open' },
        cause: new Error('the interlock line is high'),
      });
    }
    if (reference === 'never') await new Promise(() => {});
  }

  async abortScan(): Promise<void> {
    for (;;);
  }

  async #scan(strips: number): Promise<void> {
    await this.#sink.scanBegin({
      scanId: scanOfTest,
      geometry: {
        detectors: detectorsOfTest,
        energiesMeV: [6],
        detectorPitchMm: 5,
        linePitchMm: 5,
        expectedLines: 100,
        airCounts: 60_000,
        darkCounts: 0,
      },
    });
    // One buffer for every strip: it belongs to the driver again as soon as the sink has it.
    const pixels = new Uint8Array(detectorsOfTest * 2);
    const stored: Promise<void>[] = [];
    for (let line = 0; line < strips; line++) {
      if (this.#settings.does === 'strips-at-once') {
        const own = new Uint8Array(detectorsOfTest * 2).fill(line);
        stored.push(Promise.resolve(this.#sink.strip({ firstLine: line, lines: 1, pixels: own, crc32: 0 })));
      } else {
        pixels.fill(line);
        await this.#sink.strip({ firstLine: line, lines: 1, pixels, crc32: 0 });
      }
    }
    await Promise.all(stored);
    pixels.fill(0xee);
  }

  async #misbehave(signal: AbortSignal): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
    const ready = {
      state: 'ready',
      interlocks: [],
      emergencyStop: { latched: false },
      beamOn: false,
    } as const;
    switch (this.#settings.does) {
      case 'stay':
        await ended;
        break;
      case 'stay-for-ever':
        setInterval(() => {}, 1000);
        await new Promise(() => {});
        break;
      case 'hang':
        for (;;);
      case 'throw-later':
        setTimeout(() => {
          throw new TypeError('a fault nobody catches');
        });
        await ended;
        break;
      case 'reject-later':
        void Promise.reject(new Error('a promise nobody waits for'));
        await ended;
        break;
      case 'exit':
        process.exit(3);
        break;
      case 'flood':
        for (let said = 1; !signal.aborted; said++) {
          this.#sink.status({ ...ready, secondsLeft: said });
          if (said % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        break;
      case 'flood-for-ever':
        for (let said = 1; ; said++) this.#sink.status({ ...ready, secondsLeft: said });
      case 'leak-objects':
        for (const kept: unknown[] = []; ; ) kept.push({ leaked: `${kept.length}` });
      case 'leak-buffers':
        for (const kept: unknown[] = []; ; ) if (kept.length < 200) kept.push(Buffer.alloc(1 << 20, 1));
      case 'refuse':
        throw new BridgeError('DEVICE_VERSION', 'Update it.', { details: { theirs: 2, ours: 1 } });
      case 'throw-nonsense':
        throw new RangeError('an index of 7');
      case 'talk':
        process.stdout.write('said to nobody\n');
        process.stderr.write('said of an error\n');
        await ended;
        break;
      default:
        break;
    }
  }
}
