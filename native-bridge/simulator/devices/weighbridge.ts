import { z } from 'zod';
import type { DeviceSideOptions, RunningDeviceSide } from '../device-side.ts';
import { type ByteDevice, serveByteDevice } from './byte-device.ts';
import { LineDevice } from './line-device.ts';

/** What happens on the simulated bridge. */
const weighbridgeOrder = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('truck'),
    kg: z.number().min(0).max(100_000),
    /** Stands on it, after two seconds of driving on and before two of driving off. */
    seconds: z.number().min(0).max(3_600).default(5),
  }),
  /** A tare is set: the lines say net. */
  z.strictObject({ do: z.literal('tare'), on: z.boolean().default(true) }),
  z.strictObject({ do: z.literal('overload'), on: z.boolean().default(true) }),
]);
type WeighbridgeOrder = z.infer<typeof weighbridgeOrder>;

/** Scales behind a port or a serial line. */
export function startWeighbridge(options: DeviceSideOptions): Promise<RunningDeviceSide> {
  return serveByteDevice(weighbridgeDevice(options), options);
}

/** Scales that print `ST,GS,+  12345 kg` five times a second, and at once when they hear `W`. */
export function weighbridgeDevice(options: Pick<DeviceSideOptions, 'seed' | 'speed' | 'timers'>): ByteDevice {
  return new Weighbridge(options).lines;
}

class Weighbridge {
  readonly lines: LineDevice;
  #kg = 0;
  #moving = false;
  #net = false;
  #overload = false;
  #truck = 0;

  constructor(options: Pick<DeviceSideOptions, 'seed' | 'speed' | 'timers'>) {
    this.lines = new LineDevice({
      ...options,
      end: '\r\n',
      order: (order) => this.#take(weighbridgeOrder.parse(order)),
      heard: (bytes) => {
        if (bytes.includes(0x57)) this.#print();
      },
    });
    this.#prints();
  }

  #take(order: WeighbridgeOrder): void {
    if (order.do === 'tare') this.#net = order.on;
    else if (order.do === 'overload') this.#overload = order.on;
    else this.#drive(order.kg, order.seconds);
  }

  /** On in ten steps, some rest, off in ten steps. */
  #drive(kg: number, seconds: number): void {
    this.#truck += 1;
    const truck = this.#truck;
    const step = (at: number) => {
      if (this.#truck !== truck) return;
      const share = at <= drivingSteps ? at / drivingSteps : 2 - (at - 1) / drivingSteps;
      this.#moving = at !== drivingSteps && at !== 2 * drivingSteps + 1;
      this.#kg = Math.round((kg * share) / 20) * 20;
      if (at === drivingSteps) this.#kg = kg;
      if (at > 2 * drivingSteps) return;
      this.lines.after(at === drivingSteps ? seconds * 1000 : printMs, () => step(at + 1));
    };
    step(1);
  }

  #prints(): void {
    this.lines.after(printMs, () => {
      this.#print();
      this.#prints();
    });
  }

  #print(): void {
    const mode = this.#net ? 'NT' : 'GS';
    if (this.#overload) {
      this.lines.say(`OL,${mode},+------ kg`);
      return;
    }
    const wobble = this.#moving ? Math.round((this.lines.random() - 0.5) * 4) * 20 : 0;
    const kg = Math.max(0, this.#kg + wobble);
    this.lines.say(`${this.#moving ? 'US' : 'ST'},${mode},+${String(kg).padStart(7)} kg`);
  }
}

const printMs = 200;
const drivingSteps = 10;
