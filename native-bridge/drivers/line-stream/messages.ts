import type { ScannerState } from '../scanner.ts';
import {
  known,
  type LayoutValues,
  list,
  oneOf,
  optional,
  PayloadReader,
  PayloadWriter,
  record,
  text,
  u8,
  u16,
  u32,
  uuid,
} from './fields.ts';

/** The version of PROTOCOL.md that this code speaks. */
export const protocolVersion = 1;
export const maxDetectors = 4096;
export const maxLines = 262_144;
/** Bytes of UTF-8. */
export const maxReference = 200;
const maxText = 200;
const maxName = 64;

/** In the order of their codes on the wire. */
const states = [
  'unknown',
  'offline',
  'powered',
  'warm-up',
  'standby',
  'ready',
  'armed',
  'scanning',
  'transferring',
  'interlock-open',
  'fault',
  'emergency-stop',
  'maintenance',
] as const satisfies readonly ScannerState[];

export const refusalCodes = [
  'other',
  'not-ready',
  'interlock-open',
  'emergency-stop',
  'fault',
  'busy',
  'reference',
  'maintenance',
  'scan-id-used',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export const scanOutcomes = ['completed', 'aborted-by-station', 'aborted-by-device'] as const;

export const eventKinds = [
  'other',
  'beam-on',
  'beam-off',
  'interlock-opened',
  'interlock-closed',
  'emergency-stop',
  'emergency-stop-released',
  'fault',
  'fault-cleared',
  'key',
  'warning-started',
] as const;

export const goodbyeReasons = [
  'other',
  'end',
  'busy',
  'no-common-version',
  'shutting-down',
  'protocol-error',
  'silence',
] as const;

export const errorCodes = ['other', 'damaged', 'malformed', 'unexpected'] as const;

/** Every message but the strip, which `strip.ts` lays out by hand. PROTOCOL.md, "Messages". */
const layouts = {
  hello: { type: 0x01, fields: { minVersion: u8, maxVersion: u8, reserved: u16, session: u32 } },
  'start-scan': { type: 0x02, fields: { scanId: uuid, reference: text(maxReference) } },
  'scan-ready': { type: 0x03, fields: { scanId: uuid, scanNumber: u32 } },
  'abort-scan': { type: 0x04, fields: { scanId: uuid, reason: text(maxText) } },
  'scan-received': { type: 0x05, fields: { scanId: uuid, scanNumber: u32, lines: u32 } },

  heartbeat: { type: 0x40, fields: { uptimeMs: u32 } },
  error: { type: 0x41, fields: { code: oneOf(errorCodes, 'other'), text: text(maxText) } },
  goodbye: {
    type: 0x42,
    fields: { session: u32, reason: oneOf(goodbyeReasons, 'other'), text: text(maxText) },
  },

  welcome: {
    type: 0x81,
    fields: {
      version: u8,
      minVersion: u8,
      maxVersion: u8,
      reserved: u8,
      session: u32,
      bootId: u32,
      detectors: u16,
      maxLines: u32,
      energiesKeV: list(u16, 2),
      maker: text(maxName),
      model: text(maxName),
      serialNumber: text(maxName),
    },
  },
  status: {
    type: 0x82,
    fields: {
      state: oneOf(states, 'unknown'),
      beamOn: known,
      emergencyStop: known,
      reserved: u8,
      millisecondsLeft: optional(4),
      doseRateNanosievert: optional(4),
      emergencyStopWhere: text(maxName),
      faultCode: text(maxName),
      faultText: text(maxText),
      interlocks: list(record({ closed: known, name: text(maxName) }), 32),
    },
  },
  'start-accepted': { type: 0x83, fields: { scanId: uuid, warningMs: u32 } },
  'start-refused': {
    type: 0x84,
    fields: { scanId: uuid, code: oneOf(refusalCodes, 'other'), text: text(maxText) },
  },
  'abort-accepted': { type: 0x85, fields: { scanId: uuid } },
  event: { type: 0x86, fields: { event: oneOf(eventKinds, 'other'), uptimeMs: u32, text: text(maxText) } },
  'scan-begin': {
    type: 0x90,
    fields: {
      scanId: uuid,
      scanNumber: u32,
      detectors: u16,
      airCounts: u16,
      darkCounts: u16,
      reserved: u16,
      detectorPitchMicrometres: u32,
      linePitchMicrometres: u32,
      expectedLines: u32,
      energiesKeV: list(u16, 2),
    },
  },
  'scan-end': {
    type: 0x92,
    fields: {
      scanId: uuid,
      scanNumber: u32,
      lines: u32,
      outcome: oneOf(scanOutcomes, 'aborted-by-device'),
      crcGiven: u8,
      pixelCrc: u32,
      reason: text(maxText),
    },
  },
} as const;

type Layouts = typeof layouts;
export type MessageKind = keyof Layouts;
export type MessageOf<K extends MessageKind> = { readonly kind: K } & LayoutValues<Layouts[K]['fields']>;
export type Message = { [K in MessageKind]: MessageOf<K> }[MessageKind];

/** Throws BridgeError DEVICE_PROTOCOL when a value does not fit its field. */
export function encodeMessage(message: Message): { readonly type: number; readonly payload: Buffer } {
  const { type, fields } = layouts[message.kind];
  const out = new PayloadWriter();
  record(fields).write(out, message as never);
  return { type, payload: out.finish() };
}

/**
 * The message in a payload; `undefined` for a type this version does not know. Bytes after the last field are
 * a later version's and are ignored. Throws BridgeError DEVICE_PROTOCOL for a payload that is none.
 */
export function decodeMessage(type: number, payload: Uint8Array): Message | undefined {
  const layout = byType.get(type);
  if (layout === undefined) return undefined;
  return { kind: layout.kind, ...layout.read(new PayloadReader(payload)) } as Message;
}

const byType: ReadonlyMap<number, { kind: string; read(from: PayloadReader): object }> = new Map(
  Object.entries(layouts).map(([kind, { type, fields }]) => {
    const whole = record(fields);
    return [type, { kind, read: (from: PayloadReader) => whole.read(from) }] as const;
  }),
);
