import { z } from 'zod';
import { type FlagName, flagNames } from '../../drivers/generator/answer.ts';
import { checksum, endOfFrame, startOfFrame } from '../../drivers/generator/frame.ts';
import { LineFramer } from '../../drivers/lines/line-framer.ts';
import type { DeviceSideOptions, RunningDeviceSide } from '../device-side.ts';
import { type ByteDevice, serveByteDevice } from './byte-device.ts';
import { LineDevice } from './line-device.ts';

/** What happens at the simulated generator. */
const generatorOrder = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('set'),
    ...(Object.fromEntries(flagNames.map((name) => [name, z.boolean().optional()])) as Record<
      FlagName,
      z.ZodOptional<z.ZodBoolean>
    >),
    /** 0 to 1 of full scale. */
    kilovolts: z.number().min(0).max(1).optional(),
    milliamperes: z.number().min(0).max(1).optional(),
  }),
  /** So many answers with a checksum that is wrong. */
  z.strictObject({ do: z.literal('wrongChecksum'), times: z.int().min(1).max(1_000_000).default(1) }),
  /** Repeats what it hears before it answers, as a half-duplex line does. */
  z.strictObject({ do: z.literal('echo'), on: z.boolean().default(true) }),
]);
type GeneratorOrder = z.infer<typeof generatorOrder>;

/** A generator behind a port or a serial line. */
export function startGenerator(options: DeviceSideOptions): Promise<RunningDeviceSide> {
  return serveByteDevice(generatorDevice(options), options);
}

/** A generator as PROTOCOL.md of the driver has it. It refuses to be switched: there is nobody who could ask. */
export function generatorDevice(options: Pick<DeviceSideOptions, 'seed' | 'speed' | 'timers'>): ByteDevice {
  return new Generator(options).lines;
}

class Generator {
  readonly lines: LineDevice;
  readonly #framer = new LineFramer({ maxLength: 64, ends: [endOfFrame], start: startOfFrame });
  readonly #flags: Record<FlagName, boolean> = {
    arc: false,
    regulation: false,
    overTemperature: false,
    interlockOpen: false,
    cooling: false,
    overCurrent: false,
    overVoltage: false,
    remote: true,
  };
  #kilovolts = 0;
  #milliamperes = 0;
  #wrong = 0;
  #echo = false;

  constructor(options: Pick<DeviceSideOptions, 'seed' | 'speed' | 'timers'>) {
    this.lines = new LineDevice({
      ...options,
      end: '\r',
      order: (order) => this.#take(generatorOrder.parse(order)),
      heard: (bytes) => this.#hear(bytes),
    });
  }

  #take(order: GeneratorOrder): void {
    if (order.do === 'wrongChecksum') this.#wrong += order.times;
    else if (order.do === 'echo') this.#echo = order.on;
    else {
      for (const name of flagNames) this.#flags[name] = order[name] ?? this.#flags[name];
      this.#kilovolts = order.kilovolts ?? this.#kilovolts;
      this.#milliamperes = order.milliamperes ?? this.#milliamperes;
    }
  }

  #hear(bytes: Uint8Array): void {
    for (const framed of this.#framer.push(bytes)) {
      if (framed.kind === 'garbage') continue;
      if (this.#echo) this.lines.say(soh + framed.text);
      if (framed.text === `Q${checksum('Q', 'sum')}`) this.#answer();
      else this.lines.say(`${soh}E1${checksum('1', 'sum')}`);
    }
  }

  #answer(): void {
    const { arc, regulation, overTemperature, interlockOpen, cooling, overCurrent, overVoltage, remote } =
      this.#flags;
    const status = [
      digit([arc, regulation, overTemperature, interlockOpen]),
      digit([cooling, overCurrent, false, overVoltage]),
      digit([remote]),
    ].join('');
    const data = `${counts(this.#kilovolts)}${counts(this.#milliamperes)}000${status}`;
    const wrong = this.#wrong > 0;
    if (wrong) this.#wrong -= 1;
    this.lines.say(`${soh}R${data}${checksum(wrong ? `${data}x` : data, 'sum')}`);
  }
}

const soh = String.fromCharCode(startOfFrame);

/** Bit 0 first. */
function digit(bits: readonly boolean[]): string {
  return bits
    .reduce((sum, bit, at) => sum + (bit ? 1 << at : 0), 0)
    .toString(16)
    .toUpperCase();
}

function counts(share: number): string {
  return Math.round(share * 0x3ff)
    .toString(16)
    .toUpperCase()
    .padStart(3, '0');
}
