import { z } from 'zod';
import type { DeviceSideOptions, RunningDeviceSide } from '../device-side.ts';
import { type ByteDevice, serveByteDevice } from './byte-device.ts';
import { LineDevice } from './line-device.ts';

/** What a vehicle or a person does at the simulated portal. */
const portalOrder = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('vehicle'),
    /** Counts a second above the background at the peak, in all four detectors. */
    gamma: z.number().min(0).max(1e6).default(0),
    neutron: z.number().min(0).max(1e6).default(0),
    /** In the portal. */
    seconds: z.number().min(0.2).max(600).default(4),
    /** Without it the end is never told: the portal forgets it. */
    end: z.boolean().default(true),
  }),
  /** Background too high or too low, until `null`. */
  z.strictObject({ do: z.literal('fault'), code: z.enum(['GH', 'GL', 'NH']).nullable() }),
  z.strictObject({ do: z.literal('tamper'), on: z.boolean() }),
  /** Forgets the vehicle in it and counts from 1 again. */
  z.strictObject({ do: z.literal('restart') }),
]);
type PortalOrder = z.infer<typeof portalOrder>;
type Vehicle = Extract<PortalOrder, { do: 'vehicle' }>;

/** A portal behind a port or a serial line. */
export function startRadiationPortal(options: DeviceSideOptions): Promise<RunningDeviceSide> {
  return serveByteDevice(radiationPortalDevice(options), options);
}

/**
 * A radiation portal as PROTOCOL.md of the driver has it: backgrounds every five seconds, and while a vehicle is in it
 * gamma counts every fifth of a second and neutron counts every second.
 */
export function radiationPortalDevice(
  options: Pick<DeviceSideOptions, 'seed' | 'speed' | 'timers'>,
): ByteDevice {
  const portal = new Portal(options);
  return portal.lines;
}

class Portal {
  readonly lines: LineDevice;
  #fault: 'GH' | 'GL' | 'NH' | null = null;
  #tampered = false;
  #count = 0;
  /** Not 0 while a vehicle is in the portal; a new one makes the former's alarms stale. */
  #occupancy = 0;
  #vehicles = 0;

  constructor(options: Pick<DeviceSideOptions, 'seed' | 'speed' | 'timers'>) {
    this.lines = new LineDevice({
      ...options,
      end: '\r\n',
      order: (order) => this.#take(portalOrder.parse(order)),
      connected: (say) => {
        for (const line of [...setup, `T${this.#tampered ? 'T' : 'C'},000000`]) say(line);
      },
    });
    this.#backgrounds();
  }

  #take(order: PortalOrder): void {
    switch (order.do) {
      case 'vehicle':
        this.#vehicle(order);
        break;
      case 'fault':
        this.#fault = order.code;
        this.#sayBackgrounds();
        break;
      case 'tamper':
        this.#tampered = order.on;
        this.lines.say(`T${order.on ? 'T' : 'C'},000000`);
        break;
      case 'restart':
        this.#occupancy = 0;
        this.#count = 0;
        for (const line of setup) this.lines.say(line);
        this.#sayBackgrounds();
        break;
    }
  }

  #backgrounds(): void {
    this.lines.after(5_000, () => {
      if (this.#occupancy === 0) this.#sayBackgrounds();
      this.#backgrounds();
    });
  }

  #sayBackgrounds(): void {
    const gamma = this.#fault === 'GH' || this.#fault === 'GL' ? this.#fault : 'GB';
    const excess = { GH: 4 * background.gamma, GL: -0.8 * background.gamma, GB: 0 }[gamma];
    this.#counts(gamma, background.gamma + excess);
    const high = this.#fault === 'NH';
    this.#counts(high ? 'NH' : 'NB', background.neutron + (high ? 40 : 0));
  }

  #vehicle({ gamma, neutron, seconds, end }: Vehicle): void {
    this.#vehicles += 1;
    const vehicle = this.#vehicles;
    this.#occupancy = vehicle;
    const scans = Math.max(1, Math.round(seconds * scansPerSecond));
    const scan = (at: number) => {
      if (this.#occupancy !== vehicle) return;
      if (at === scans) {
        if (end) this.#leave(seconds);
        return;
      }
      // The source passes the middle of the portal in the middle of the time.
      const near = Math.sin(((at + 0.5) / scans) * Math.PI) ** 4;
      const alarmAt = background.gamma + 6 * Math.sqrt(background.gamma);
      const gammas = background.gamma + gamma * near;
      this.#counts(gammas > alarmAt ? 'GA' : 'GS', gammas / scansPerSecond);
      if (at % scansPerSecond === 0) {
        const neutrons = background.neutron + neutron * near;
        this.#counts(neutrons > 4 * background.neutron + 4 ? 'NA' : 'NS', neutrons);
      }
      this.lines.after(1000 / scansPerSecond, () => scan(at + 1));
    };
    scan(0);
  }

  #leave(seconds: number): void {
    this.#occupancy = 0;
    this.#count += 1;
    const kilometresPerHour = (18 / seconds) * 3.6;
    const mph = (kilometresPerHour / 1.609344).toFixed(3).padStart(6, '0');
    this.lines.say(`SP,${seconds.toFixed(4)},${mph},${kilometresPerHour.toFixed(2).padStart(6, '0')},000000`);
    this.lines.say(`GX,${sixDigits(this.#count)},${sixDigits(background.neutron * 1000)},000000,000000`);
  }

  /** `sum` counts over the four detectors, each with its own noise. */
  #counts(code: string, sum: number): void {
    const counts = [0, 1, 2, 3].map(() => {
      const mean = Math.max(0, sum / 4);
      const noise = (this.lines.random() + this.lines.random() + this.lines.random() - 1.5) * 2;
      return sixDigits(Math.max(0, Math.round(mean + noise * Math.sqrt(mean))));
    });
    this.lines.say([code, ...counts].join(','));
  }
}

/** Counts a second in all four detectors. */
const background = { gamma: 1000, neutron: 4 };
const scansPerSecond = 5;

const setup = [
  'SG1,004000,000100,000005,000010,06.0,000000',
  'SG2,1111,0.068,5.000,000000,000A,SIM-1.0',
  'SG3,0.068,5.000,000020,000003,SIM-F1',
  'SN1,000050,000005,000042,000004,000003,000120',
  'SN2,0.500,5.000,0.500,5.000,000000',
];

function sixDigits(count: number): string {
  return String(Math.min(999_999, Math.round(count))).padStart(6, '0');
}
