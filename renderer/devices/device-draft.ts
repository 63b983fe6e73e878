import { type DeviceConfig, deviceConfigInput } from '../../station/api/device-inputs.pure.ts';
import {
  addressOf,
  emptyLink,
  type LinkDraft,
  type LinkField,
  type LinkKind,
  type LinkProblem,
  linkOf,
  linkProblems,
} from './link-address.ts';
import { type DraftGroup, draftOf, type Problems, settingsOf } from './settings-draft.ts';
import { fieldsOf, type JsonSchema } from './settings-schema.ts';

/** A device while it is filled in. */
export interface DeviceDraft {
  readonly driver: string;
  readonly id: string;
  readonly lane: string | null;
  readonly link: LinkDraft;
  /** As a form, or as JSON that is being typed. */
  readonly settings: DraftGroup | string;
}

/** What of a kind the draft needs. */
export interface DraftKind {
  readonly driver: string;
  readonly links: readonly string[];
  readonly settings: unknown;
}

/** What keeps a draft from being saved, by its parts. */
export interface DraftFaults {
  readonly id?: 'idNeeded' | 'idTaken';
  readonly link: Partial<Record<LinkField, LinkProblem>>;
  readonly settings: Problems;
}

/** A new device of the first kind, with a name nobody has and all as it usually is. */
export function emptyDevice(
  kinds: readonly DraftKind[],
  taken: readonly string[],
  lanes: readonly string[],
): DeviceDraft {
  const [kind] = kinds;
  return {
    driver: kind?.driver ?? '',
    id: freeName(kind?.driver ?? '', taken),
    lane: lanes[0] ?? null,
    link: emptyLink((kind?.links[0] ?? 'tcp') as LinkKind),
    settings: kind ? draftOf(fieldsOf(schemaOf(kind)), {}) : {},
  };
}

/** The draft of a device as it is configured. */
export function draftOfDevice(device: DeviceConfig, kinds: readonly DraftKind[]): DeviceDraft {
  const kind = kinds.find((each) => each.driver === device.driver);
  const fields = kind ? fieldsOf(schemaOf(kind)) : [];
  const names = new Set(fields.map(({ name }) => name));
  // What no field shows must not be lost by saving: such settings are changed as JSON.
  const whole = Object.keys(device.settings).every((name) => names.has(name));
  return {
    driver: device.driver,
    id: device.id,
    lane: device.lane,
    link: linkOf(device.link) ?? emptyLink((kind?.links[0] ?? 'tcp') as LinkKind),
    settings: whole ? draftOf(fields, device.settings) : JSON.stringify(device.settings, null, 2),
  };
}

/** The device of a draft, or what is wrong with it; `count` is how many things that are. */
export function readDraft(
  draft: DeviceDraft,
  kind: DraftKind | null,
  others: readonly string[],
): { readonly config: DeviceConfig | null; readonly faults: DraftFaults; readonly count: number } {
  const id = draft.id.trim();
  const named = deviceConfigInput.shape.id.safeParse(id).success;
  const { settings, problems } = readSettings(draft.settings, kind);
  const faults: DraftFaults = {
    ...(!named
      ? { id: 'idNeeded' as const }
      : others.some((other) => other.toLowerCase() === id.toLowerCase())
        ? { id: 'idTaken' as const }
        : {}),
    link: linkProblems(draft.link),
    settings: problems,
  };
  const count =
    (faults.id ? 1 : 0) +
    Object.keys(faults.link).length +
    Object.keys(faults.settings).length +
    (kind ? 0 : 1);
  return {
    config:
      count > 0
        ? null
        : { id, driver: draft.driver, lane: draft.lane, link: addressOf(draft.link), settings },
    faults,
    count,
  };
}

/** `modbus-1`, or the next number that no device has. */
export function freeName(driver: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const name = `${driver}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** The settings of a kind as a schema; one that is no object asks for nothing. */
export function schemaOf(kind: DraftKind): JsonSchema {
  const { settings } = kind;
  return typeof settings === 'object' && settings !== null ? (settings as JsonSchema) : {};
}

/** The settings of typed JSON, null when it is no object. */
export function parseSettings(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function readSettings(
  draft: DraftGroup | string,
  kind: DraftKind | null,
): { readonly settings: Record<string, unknown>; readonly problems: Problems } {
  if (typeof draft === 'string') {
    const settings = parseSettings(draft);
    return settings
      ? { settings, problems: {} }
      : { settings: {}, problems: { '': { kind: 'json', values: {} } } };
  }
  return kind ? settingsOf(fieldsOf(schemaOf(kind)), draft) : { settings: {}, problems: {} };
}
