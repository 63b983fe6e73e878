import type { SignalMeaning } from '../plc.ts';
import { type Place, type RegisterOrder, widthOf } from './registers.ts';

/** What decides whether a signal may be written. */
export interface WriteSubject extends Place {
  readonly name: string;
  readonly meaning: SignalMeaning;
  readonly writable: boolean;
}

export interface WritableMap extends RegisterOrder {
  readonly unitId: number;
  readonly signals: readonly WriteSubject[];
}

/**
 * Why this signal can never be written, whatever its `writable` says; null where it can. Software is no safety
 * function: an interlock and an emergency stop are only ever read, and so is what lies in the same coil or register.
 */
export function whyNotWritable(signals: readonly WriteSubject[], signal: WriteSubject): string | null {
  if (isSafety(signal)) return `${signal.meaning.replaceAll('-', ' ')} signals are never written`;
  if (signal.table !== 'coil' && signal.table !== 'holding') {
    return 'only coils and holding registers can be written';
  }
  const shared = signals.find((other) => isSafety(other) && overlaps(signal, other));
  if (shared !== undefined) return `it shares an address with "${shared.name}", which is never written`;
  return null;
}

/**
 * The last gate before the wire: whether a request (unit, function, data; no checksum) only reads, or writes exactly
 * one output that may be written. Any other function is not let through.
 */
export function letsThrough(map: WritableMap, request: Uint8Array): boolean {
  const [unit, code = 0] = request;
  if (unit !== map.unitId) return false;
  if (code >= 1 && code <= 4) return request.length === 6;
  return map.signals.some(
    (one) => one.writable && writesOnly(map, one, request) && whyNotWritable(map.signals, one) === null,
  );
}

/** The bit of `bit-of-register` as it lies in the register on the wire. */
export function bitMask({ bit = 0 }: Place, { byteOrder }: RegisterOrder): number {
  return 1 << (byteOrder === 'big' ? bit : bit ^ 8);
}

function writesOnly(map: RegisterOrder, one: WriteSubject, request: Uint8Array): boolean {
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
  if (view.byteLength < 6 || view.getUint16(2) !== one.address) return false;
  const register = one.table === 'holding' && one.type !== 'bit-of-register';
  switch (view.getUint8(1)) {
    case 5:
      return one.table === 'coil' && request.length === 6;
    case 6:
      return register && widthOf(one) === 1 && request.length === 6;
    case 16:
      return register && widthOf(one) === 2 && request.length === 11 && view.getUint16(4) === 2;
    case 22: {
      if (one.type !== 'bit-of-register' || request.length !== 8) return false;
      const mask = bitMask(one, map);
      return (view.getUint16(4) | mask) === 0xffff && (view.getUint16(6) & ~mask) === 0;
    }
    default:
      return false;
  }
}

function isSafety({ meaning }: WriteSubject): boolean {
  return meaning === 'interlock' || meaning === 'emergency-stop';
}

/** A register is one thing here: a bit beside an interlock's bit is too near. */
function overlaps(one: Place, other: Place): boolean {
  return (
    one.table === other.table &&
    one.address < other.address + widthOf(other) &&
    other.address < one.address + widthOf(one)
  );
}
