import type { MessagePort } from 'node:worker_threads';
import type { DriverWish } from '../drivers/driver.ts';
import { BridgeError, type BridgeErrorCode } from '../errors.ts';

/** A wish without the sink, which stays with the station. */
export type WrittenWish = Omit<DriverWish<never>, 'sink'>;

/**
 * What the station's thread says to a driver's. Both run the same build, so nothing is parsed. `run` counts the runs
 * of a thread, so that nothing an earlier one left is taken for this one's.
 */
export type ToDriver =
  | { readonly kind: 'run'; readonly run: number; readonly wish: WrittenWish; readonly credit: Credit }
  | { readonly kind: 'stop'; readonly run: number }
  | {
      readonly kind: 'call';
      readonly run: number;
      readonly id: number;
      readonly name: string;
      readonly args: readonly unknown[];
    }
  /** The station has taken the sink call it was waited for. */
  | { readonly kind: 'taken'; readonly run: number; readonly failure: WireFault | null }
  /** The serial line that was asked for, or why there is none. */
  | {
      readonly kind: 'line';
      readonly run: number;
      readonly port: MessagePort | null;
      readonly failure: WireFault | null;
    }
  | { readonly kind: 'ping' };

export type FromDriver =
  | { readonly kind: 'ready' }
  | { readonly kind: 'pong' }
  /** Of the thread's standard output or error. */
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'recognised'; readonly run: number; readonly capabilities: unknown }
  | {
      readonly kind: 'sink';
      readonly run: number;
      readonly name: string;
      readonly args: readonly unknown[];
      /** At most one awaited call is under way. */
      readonly awaited: boolean;
    }
  /** Asks for the serial line of the wish: only the process's first thread can have one. */
  | { readonly kind: 'open-line'; readonly run: number }
  | {
      readonly kind: 'answered';
      readonly run: number;
      readonly id: number;
      readonly value: unknown;
      readonly failure: WireFault | null;
    }
  | { readonly kind: 'ended'; readonly run: number; readonly failure: WireFault | null };

/**
 * How many of the calls that a driver does not wait for the station has taken: one counter in shared memory, which
 * wraps. A driver that is `toldAtOnce` ahead is held, whatever it is doing, so a flood fills no memory.
 */
export type Credit = Int32Array<SharedArrayBuffer>;

export const toldAtOnce = 256;

/** A BridgeError does not survive structured cloning as one. */
export interface WireFault {
  /** null for anything else. */
  readonly code: BridgeErrorCode | null;
  readonly name: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
  readonly stack: string;
  readonly cause: WireFault | null;
}

/** Causes told with a fault: enough for a log. */
const deepestCause = 4;

export function toWire(fault: unknown, depth = 0): WireFault {
  const { name, message, stack = '', cause } = fault instanceof Error ? fault : new Error(String(fault));
  const bridge = fault instanceof BridgeError ? fault : null;
  return {
    code: bridge?.code ?? null,
    name,
    message,
    details: bridge?.details ?? {},
    stack,
    cause: cause === undefined || depth >= deepestCause ? null : toWire(cause, depth + 1),
  };
}

/** A BridgeError with its code and details, or an Error; causes and stacks are those of the other thread. */
export function fromWire({ code, name, message, details, stack, cause: wired }: WireFault): Error {
  const cause = wired === null ? undefined : fromWire(wired);
  const fault =
    code === null
      ? Object.assign(new Error(message, { cause }), { name })
      : new BridgeError(code, message, { cause, details: { ...details } });
  return Object.assign(fault, { stack });
}
