import type { Radiation } from '../radiation-portal.ts';

/** A line of the portal, PROTOCOL.md. */
export type PortalLine =
  | { readonly kind: 'background'; readonly radiation: Radiation; readonly detectors: readonly number[] }
  | {
      readonly kind: 'occupied';
      readonly radiation: Radiation;
      readonly alarm: boolean;
      /** `null`: the line says alarm, and its counts cannot be read. */
      readonly detectors: readonly number[] | null;
    }
  | { readonly kind: 'fault'; readonly radiation: Radiation; readonly code: FaultCode }
  | { readonly kind: 'end'; readonly count: number }
  /** Metres a second. */
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'tamper'; readonly tampered: boolean }
  | { readonly kind: 'setup'; readonly values: Readonly<Record<string, string>> }
  /** A code that the configuration says to leave out. */
  | { readonly kind: 'ignored' };

export type FaultCode = 'GH' | 'GL' | 'NH';

export interface PortalLineSettings {
  /** Counts that each G and N line carries. */
  readonly detectors: number;
  readonly ignoredCodes: readonly string[];
}

/**
 * Reads one line, its end not included; `undefined` where it cannot be read. An alarm whose counts cannot be read is
 * an alarm all the same.
 */
export function parsePortalLine(text: string, settings: PortalLineSettings): PortalLine | undefined {
  const [code = '', ...fields] = text.trim().split(',', mostFields);
  const read = readers[code];
  if (read !== undefined) return read(fields, settings);
  if (settings.ignoredCodes.includes(code)) return { kind: 'ignored' };
  return undefined;
}

type Reader = (fields: readonly string[], settings: PortalLineSettings) => PortalLine | undefined;

const readers: Readonly<Record<string, Reader>> = Object.assign(Object.create(null), {
  GB: background('gamma'),
  NB: background('neutron'),
  GS: occupied('gamma', false),
  NS: occupied('neutron', false),
  GA: occupied('gamma', true),
  NA: occupied('neutron', true),
  GH: fault('gamma', 'GH'),
  GL: fault('gamma', 'GL'),
  NH: fault('neutron', 'NH'),
  GX: end,
  SP: speed,
  TC: tamper(false),
  TT: tamper(true),
  SG1: setup('SG1', [
    'high background fault',
    'low background fault',
    'intervals',
    'occupancy hold-in',
    'sigmas',
  ]),
  SG2: setup('SG2', [
    'detectors',
    'lower discriminator',
    'upper discriminator',
    'relay output',
    'algorithm',
    'software',
  ]),
  SG3: setup('SG3', [
    'auxiliary lower discriminator',
    'auxiliary upper discriminator',
    'background time',
    'background sigmas',
    'firmware',
  ]),
  SN1: setup('SN1', [
    'high background fault',
    'most intervals',
    'alpha',
    'z max',
    'sequential intervals',
    'background time',
  ]),
  SN2: setup('SN2', [
    'master lower discriminator',
    'master upper discriminator',
    'slave lower discriminator',
    'slave upper discriminator',
  ]),
} satisfies Record<string, Reader>);

function background(radiation: Radiation): Reader {
  return (fields, settings) => {
    const detectors = counts(fields, settings);
    return detectors && { kind: 'background', radiation, detectors };
  };
}

function occupied(radiation: Radiation, alarm: boolean): Reader {
  return (fields, settings) => {
    const detectors = counts(fields, settings);
    if (detectors === undefined && !alarm) return undefined;
    return { kind: 'occupied', radiation, alarm, detectors: detectors ?? null };
  };
}

function fault(radiation: Radiation, code: FaultCode): Reader {
  return (fields, settings) => counts(fields, settings) && { kind: 'fault', radiation, code };
}

function end([count]: readonly string[]): PortalLine | undefined {
  const number = wholeNumber(count);
  return number === undefined ? undefined : { kind: 'end', count: number };
}

/** Seconds, miles an hour, kilometres an hour. */
function speed([, mph, kmh]: readonly string[]): PortalLine | undefined {
  const kilometres = decimal(kmh);
  if (kilometres !== undefined) return { kind: 'speed', speed: kilometres / 3.6 };
  const miles = decimal(mph);
  return miles === undefined ? undefined : { kind: 'speed', speed: miles * metresPerSecondInMph };
}

function tamper(tampered: boolean): Reader {
  return () => ({ kind: 'tamper', tampered });
}

function setup(code: string, names: readonly string[]): Reader {
  return (fields) => {
    const values = fields.slice(0, mostSetupFields).map((value, index) => {
      const name = names[index] ?? `field ${index + 1}`;
      return [`${code} ${name}`, value.trim().slice(0, 40)] as const;
    });
    if (values.length === 0 || values.some(([, value]) => !/^[\x20-\x7e]*$/.test(value))) return undefined;
    return { kind: 'setup', values: Object.fromEntries(values) };
  };
}

/** Exactly as many as there are detectors: a line that lost its end must not pass as a small count. */
function counts(fields: readonly string[], { detectors }: PortalLineSettings): number[] | undefined {
  if (fields.length !== detectors) return undefined;
  const numbers = fields.map(wholeNumber);
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

function wholeNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : undefined;
}

function decimal(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,6}(?:\.\d{1,6})?$/.test(trimmed) ? Number(trimmed) : undefined;
}

const mostFields = 16;
const mostSetupFields = 8;
/** NIST SP 811: 1 mi = 1609.344 m. */
const metresPerSecondInMph = 0.44704;
