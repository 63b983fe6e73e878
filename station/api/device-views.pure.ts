/** What the station shows the screen of its devices. Times are ISO 8601 UTC with milliseconds. */

export const deviceRoles = [
  'scanner',
  'image-source',
  'plc',
  'radiation-portal',
  'generator',
  'plate-reader',
  'weighbridge',
] as const;
export type DeviceRole = (typeof deviceRoles)[number];

/**
 * `connecting` → `online` → `degraded` (it is there, and part of what it says cannot be used) → `lost` (the moment the
 * link ended) → `retrying` (waiting for the next try, then `connecting` again). `none`: nobody tries.
 */
export type DeviceLinkState = 'connecting' | 'online' | 'degraded' | 'lost' | 'retrying' | 'none';

export interface DeviceView {
  /** As configured. */
  readonly id: string;
  readonly role: DeviceRole;
  readonly driver: string;
  /** null: it belongs to the whole post. */
  readonly lane: string | null;
  /** The link, as people see it. */
  readonly address: string;
  readonly link: DeviceLinkState;
  /** Since when the link has been so; null where nobody noted it. */
  readonly since: string | null;
  /** While the link is lost: the code of why, and when it is tried next. */
  readonly linkError: {
    readonly code: string;
    readonly details: Readonly<Record<string, string | number>>;
    readonly retryAt: string | null;
  } | null;
  readonly degraded: { readonly code: string; readonly text: string } | null;
  readonly model: string | null;
  /** The latest, by role; null while nothing is known, always of a scanner (it has a view of its own). */
  readonly reading: DeviceReading | null;
}

export interface PlcSignalView {
  readonly name: string;
  /** `interlock`, `emergency-stop`, `warm-up`, `barrier`, `traffic-light`, `loop`, `speed` or `other`. */
  readonly meaning: string;
  /** Of an interlock `true` is closed, of an emergency stop latched. null is unknown, which is never safe. */
  readonly value: boolean | number | null;
  readonly unit: string;
  readonly writable: boolean;
}

export type DeviceReading =
  | { readonly role: 'plc'; readonly signals: readonly PlcSignalView[] }
  | {
      readonly role: 'radiation-portal';
      readonly occupied: boolean;
      /** Background, the sum of the detectors. */
      readonly gamma: number | null;
      readonly neutron: number | null;
      /** Of the vehicle that is in the portal. */
      readonly alarm: 'gamma' | 'neutron' | 'both' | null;
      readonly tampered: boolean;
      readonly fault: { readonly code: string; readonly text: string } | null;
    }
  | {
      readonly role: 'generator';
      readonly status: {
        readonly arc: boolean | null;
        readonly regulation: boolean | null;
        readonly overTemperature: boolean | null;
        readonly interlockOpen: boolean | null;
        readonly cooling: boolean | null;
        readonly overCurrent: boolean | null;
        readonly overVoltage: boolean | null;
        readonly control: 'local' | 'remote' | null;
        readonly kilovolts: number | null;
        readonly milliamperes: number | null;
      };
    }
  | {
      readonly role: 'plate-reader';
      readonly plate: string | null;
      readonly container: string | null;
      readonly confidence: number | null;
      readonly at: string;
    }
  | {
      readonly role: 'weighbridge';
      readonly kg: number | null;
      readonly stable: boolean;
      readonly at: string | null;
    }
  | {
      readonly role: 'image-source';
      /** Since the link came up. */
      readonly received: number;
      readonly refused: number;
      readonly at: string | null;
    };

/** A kind of driver, for the form that sets a device up. */
export interface DeviceKind {
  readonly driver: string;
  readonly role: DeviceRole;
  readonly links: readonly ('tcp' | 'serial' | 'listen' | 'folder')[];
  /** JSON Schema of what may be set, with titles, descriptions and examples. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A serial port of the station's computer. */
export interface SerialPortView {
  readonly path: string;
  readonly maker: string | null;
  /** Of a USB adapter, which `serial:usb:SERIALNUMBER` finds wherever it is plugged in. */
  readonly serialNumber: string | null;
}

/** What a device that is being tried out does, as it happens. */
export interface DeviceTestReport {
  readonly at: string;
  /** `bytes` as they came, `event` what the driver made of them. */
  readonly kind: 'link' | 'event' | 'bytes' | 'fault';
  /** `link`: connecting, online, lost; `event`: its name; `bytes`: hex; `fault`: a code of the catalogue. */
  readonly text: string;
  readonly data?: unknown;
}
