import { BridgeError } from '../../errors.ts';
import { readSideCar, type SideCarKind } from './side-car.ts';

/** Throws where a side-car of these bytes gives anything but a few short texts or a BridgeError. */
export function fuzzSideCar(bytes: Uint8Array, kind: SideCarKind): void {
  let about: object;
  try {
    about = readSideCar(bytes, kind);
  } catch (error) {
    if (error instanceof BridgeError) return;
    throw error;
  }
  for (const [name, value] of Object.entries(about)) {
    const isOne = ['plate', 'container', 'takenAt', 'reference'].includes(name);
    if (!isOne || typeof value !== 'string' || value.length > 100) throw new Error(`it read ${name}`);
  }
}
