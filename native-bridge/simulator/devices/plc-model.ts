import type { ModbusSettings } from '../../drivers/modbus/settings.ts';

/** The register map of the simulated PLC, as an integrator would write it down. */
export const simulatedPlcMap = {
  signals: [
    { name: 'Entry gate closed', meaning: 'interlock', table: 'discrete', address: 0 },
    { name: 'Exit gate closed', meaning: 'interlock', table: 'discrete', address: 1 },
    { name: 'Cabinet door closed', meaning: 'interlock', table: 'discrete', address: 2 },
    { name: 'Emergency stop', meaning: 'emergency-stop', table: 'discrete', address: 3, invert: true },
    { name: 'Entry loop', meaning: 'loop', table: 'discrete', address: 4 },
    { name: 'Exit loop', meaning: 'loop', table: 'discrete', address: 5 },
    { name: 'Entry barrier', meaning: 'barrier', table: 'coil', address: 0, writable: true },
    { name: 'Green light', meaning: 'traffic-light', table: 'coil', address: 1, writable: true },
    { name: 'Warm-up left', meaning: 'warm-up', table: 'input', address: 0, type: 'u16', unit: 's' },
    { name: 'Speed', meaning: 'speed', table: 'input', address: 1, type: 'i16', scale: 0.001, unit: 'm/s' },
    { name: 'Cabinet', meaning: 'other', table: 'input', address: 2, type: 'f32', unit: '°C' },
    {
      name: 'Speed limit',
      meaning: 'other',
      table: 'holding',
      address: 10,
      type: 'u16',
      scale: 0.01,
      unit: 'm/s',
      writable: true,
    },
    { name: 'Fan', meaning: 'other', table: 'holding', address: 12, type: 'bit-of-register', bit: 3 },
    { name: 'Trucks', meaning: 'other', table: 'holding', address: 13, type: 'u32' },
    {
      name: 'Belt lights',
      meaning: 'other',
      table: 'holding',
      address: 20,
      type: 'bit-of-register',
      bit: 9,
      writable: true,
    },
  ],
} as const satisfies { readonly signals: readonly Partial<ModbusSettings['signals'][number]>[] };

/** What a PLC answers a request with: the data of its answer, or Modbus' number for why not. */
export type PlcAnswer = Uint8Array | { readonly exception: number };

/** The memory of a PLC that keeps a drive-through scanner's gates, lights and loops, and what changes in it. */
export class PlcModel {
  readonly discrete = bits(8, [0, 1, 2, 3]);
  readonly coils = bits(8, []);
  readonly input = new DataView(new ArrayBuffer(8));
  readonly holding = new DataView(new ArrayBuffer(64));

  constructor() {
    this.warmUp(0);
    this.input.setFloat32(4, 24.5);
    this.holding.setUint16(20, 150);
    this.holding.setUint32(26, 70_000);
  }

  /** 0 entry gate, 1 exit gate, 2 cabinet door. */
  interlock(which: number, closed: boolean): void {
    this.discrete[which] = closed;
  }

  /** The circuit breaks when the button is pressed. */
  emergencyStop(latched: boolean): void {
    this.discrete[3] = !latched;
  }

  warmUp(secondsLeft: number): void {
    this.input.setUint16(0, secondsLeft);
  }

  /** 0 at the entry, 1 at the exit. */
  loop(which: 0 | 1, occupied: boolean): void {
    this.discrete[4 + which] = occupied;
  }

  /** Metres a second, backwards below 0. */
  speed(speed: number): void {
    this.input.setInt16(2, Math.round(speed * 1000));
  }

  truckCounted(): void {
    this.holding.setUint32(26, (this.holding.getUint32(26) + 1) >>> 0);
  }

  /** Answers a request of function and data. */
  answer(request: Uint8Array): PlcAnswer {
    const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
    const code = view.byteLength > 0 ? view.getUint8(0) : 0;
    if (view.byteLength < 5) return { exception: 3 };
    const address = view.getUint16(1);
    const second = view.getUint16(3);
    switch (code) {
      case 1:
        return readBits(code, this.coils, address, second);
      case 2:
        return readBits(code, this.discrete, address, second);
      case 3:
        return readRegisters(code, this.holding, address, second);
      case 4:
        return readRegisters(code, this.input, address, second);
      case 5:
        if (second !== 0 && second !== 0xff00) return { exception: 3 };
        if (address >= this.coils.length) return { exception: 2 };
        this.coils[address] = second === 0xff00;
        return request.subarray(0, 5);
      case 6:
        if (address * 2 >= this.holding.byteLength) return { exception: 2 };
        this.holding.setUint16(address * 2, second);
        return request.subarray(0, 5);
      case 15:
      case 16:
        return this.#writeMany(code, view, request);
      case 22: {
        if (view.byteLength !== 7) return { exception: 3 };
        if (address * 2 >= this.holding.byteLength) return { exception: 2 };
        const old = this.holding.getUint16(address * 2);
        this.holding.setUint16(address * 2, (old & second) | (view.getUint16(5) & ~second));
        return request;
      }
      default:
        return { exception: 1 };
    }
  }

  #writeMany(code: 15 | 16, view: DataView, request: Uint8Array): PlcAnswer {
    const address = view.getUint16(1);
    const count = view.getUint16(3);
    const bytes = code === 15 ? Math.ceil(count / 8) : count * 2;
    const most = code === 15 ? 1968 : 123;
    if (count < 1 || count > most || view.byteLength !== 6 + bytes || view.getUint8(5) !== bytes) {
      return { exception: 3 };
    }
    const room = code === 15 ? this.coils.length : this.holding.byteLength / 2;
    if (address + count > room) return { exception: 2 };
    for (let i = 0; i < count; i++) {
      if (code === 15) this.coils[address + i] = ((view.getUint8(6 + (i >> 3)) >> (i & 7)) & 1) === 1;
      else this.holding.setUint16((address + i) * 2, view.getUint16(6 + i * 2));
    }
    return request.subarray(0, 5);
  }
}

function bits(count: number, on: readonly number[]): boolean[] {
  return Array.from({ length: count }, (_, index) => on.includes(index));
}

function readBits(code: number, from: readonly boolean[], address: number, count: number): PlcAnswer {
  if (count < 1 || count > 2000) return { exception: 3 };
  if (address + count > from.length) return { exception: 2 };
  const bytes = Math.ceil(count / 8);
  const answer = new Uint8Array(2 + bytes);
  answer.set([code, bytes]);
  for (let i = 0; i < count; i++) {
    if (from[address + i]) answer[2 + (i >> 3)] = (answer[2 + (i >> 3)] ?? 0) | (1 << (i & 7));
  }
  return answer;
}

function readRegisters(code: number, from: DataView, address: number, count: number): PlcAnswer {
  if (count < 1 || count > 125) return { exception: 3 };
  if ((address + count) * 2 > from.byteLength) return { exception: 2 };
  const answer = new Uint8Array(2 + count * 2);
  answer.set([code, count * 2]);
  answer.set(new Uint8Array(from.buffer, address * 2, count * 2), 2);
  return answer;
}
