import { z } from 'zod';
import type { DriverEntry } from '../../native-bridge/drivers/drivers.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import { parseAddress } from '../../native-bridge/transport/address.ts';
import { type DeviceConfig, deviceConfigInput, laneName } from '../api/device-inputs.pure.ts';
import { laneClasses, languages } from '../api/views.pure.ts';
import { decisionsConfig } from '../decisions/decisions-config.ts';
import { linkPlace } from '../devices/link-place.ts';
import { StationError } from '../errors.ts';
import { stretches } from '../figures/stretches.pure.ts';
import { lineAndColumn, placeInJson } from './json-place.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written HH:MM');

const percent = z.number().min(0).max(100);

/** The usual shares are those of Kazakhstan's electronic queue since September 2025. */
const queueConfig = z.strictObject({
  /** Trucks that the post scans on a full day: Kairak's busiest, unless said otherwise. */
  capacityPerDay: z.int().min(1).max(100_000).default(310),
  /** The most that may go before their turn, percent of the day's capacity. */
  quotaPercent: z
    .strictObject({ 'out-of-turn': percent.default(5), accelerated: percent.default(1) })
    .prefault({}),
  /** The classes a lane serves; a lane that is not named serves all. */
  lanes: z.record(laneName, z.array(z.enum(laneClasses)).min(1)).default({}),
});

const millimetres = z.number().positive().max(2000);

/** What a scanner must show of its test piece every day: its own acceptance test's figures, with what wear may cost. */
const checksConfig = z.strictObject({
  every: z.enum(['day', 'shift', 'never']).default('day'),
  /** From the day's or shift's beginning on. */
  graceMinutes: z
    .int()
    .min(0)
    .max(24 * 60)
    .default(120),
  limits: z
    .strictObject({
      /** Steel that is seen through: at least. A 6 MeV scanner sees through about 300. */
      penetrationMm: millimetres.default(280),
      /** The thinnest wire that is seen in air: at most. */
      wireMm: millimetres.default(2),
      /** The least part of 100 mm of steel that is seen on it: at most. */
      contrastPercent: z.number().positive().max(100).default(3),
      /** The closest pair of lines told apart: at most. */
      resolutionMm: millimetres.default(6),
      /** Whether the materials must be told apart. */
      material: z.boolean().default(false),
    })
    .prefault({}),
});
const trucksAnHour = z.number().min(0).max(1000);
const throughputConfig = z.strictObject({
  /** Trucks to decide in an hour: one number, or 24 by the hour of the day. Without it the day's capacity in even hours. */
  planPerHour: z.union([trucksAnHour, z.array(trucksAnHour).length(24)]).optional(),
  /** Which durations are outliers: those beyond Tukey's outer fence, those above limits in minutes, or none. */
  outliers: z
    .discriminatedUnion('rule', [
      z.strictObject({ rule: z.literal('fence'), factor: z.number().min(0.5).max(20).default(3) }),
      z.strictObject({
        rule: z.literal('limit'),
        minutes: z.partialRecord(z.enum(stretches), z.number().positive()),
      }),
      z.strictObject({ rule: z.literal('none') }),
    ])
    .default({ rule: 'fence', factor: 3 }),
});
export type ThroughputConfig = z.output<typeof throughputConfig>;

const bookingsConfig = z.strictObject({
  /** Watched for lists of bookings; relative to the data folder. */
  folder: z.string().trim().min(1).max(1000).nullable().default(null),
  /** Names of this post in lists of several crossing points; rows of others are refused. */
  crossingPoints: z.array(z.string().trim().min(1).max(100)).max(20).default([]),
  /** A booked truck's plate read at the gate is offered for check-in, or is the check-in. */
  arriveByPlate: z.enum(['offer', 'record']).default('offer'),
  /** So long after its time a booking is overdue. */
  overdueMinutes: z.int().min(5).max(10_080).default(120),
  /** An overdue booking ends as a no-show without an officer. */
  noShowByItself: z.boolean().default(false),
});

const postConfig = z.strictObject({
  post: z
    .strictObject({
      name: z.string().trim().min(1).max(80).default('Scanpost'),
      /** IANA name. */
      timeZone: z
        .string()
        .refine(isTimeZone, 'is not a time zone; write one like Asia/Almaty')
        .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
    })
    .prefault({}),
  lanes: z.array(laneName).min(1).max(40).default(['1']),
  /** Each shift lasts until the next one starts; the last until the first. */
  shifts: z
    .array(z.strictObject({ name: z.string().trim().min(1).max(20), start: timeOfDay }))
    .min(1)
    .max(8)
    .default([
      { name: 'A', start: '08:00' },
      { name: 'B', start: '20:00' },
    ]),
  queue: queueConfig.prefault({}),
  checks: checksConfig.prefault({}),
  /** µSv/h above background at an operating position (IEC 62523). */
  doseLimit: z.number().positive().max(1000).default(1),
  bookings: bookingsConfig.prefault({}),
  decisions: decisionsConfig.prefault({}),
  officers: z
    .strictObject({
      /** After so many minutes in which nobody did anything a window is covered. */
      lockAfterMinutes: z.number().min(0.05).max(480).default(10),
    })
    .prefault({}),
  throughput: throughputConfig.prefault({}),
  devices: z.array(deviceConfigInput).max(100).default([]),
  language: z.enum(languages).default('en'),
});

/** How this post is set up, as an administrator writes it in `DIR/config.json`. */
export type PostConfig = z.output<typeof postConfig>;

/** What is known of each kind of driver (`native-bridge/drivers/drivers.ts`). */
export type DriverKinds = Readonly<Record<string, DriverEntry>>;

/**
 * Reads the text of a configuration and checks all of it: the drivers of the devices named in it are loaded, and check
 * their own settings. Throws StationError CONFIG_INVALID naming the file, the place (line and column) and the reason.
 */
export async function parseConfig(text: string, file: string, kinds: DriverKinds): Promise<PostConfig> {
  let written: unknown;
  try {
    written = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw invalid(file, placeOfSyntaxFault(text), withoutPlace(reason), fault);
  }
  const parsed = postConfig.safeParse(written);
  const mistake = parsed.success ? await mistakeIn(parsed.data, kinds) : mistakeOf(parsed.error);
  if (mistake === null && parsed.success) return parsed.data;
  const { path, key, reason } = mistake ?? nothingFits;
  const field = fieldOf(mistake ?? nothingFits);
  throw invalid(file, placeInJson(text, path, key) + (field && ` (${field})`), reason, parsed.error, field);
}

/** Checks one device as if it were the only one. Throws StationError DEVICE_CONFIG_INVALID naming the field. */
export async function checkDevice(
  device: DeviceConfig,
  lanes: readonly string[],
  kinds: DriverKinds,
): Promise<void> {
  const mistake = await mistakeIn(postConfig.parse({ lanes, devices: [device] }), kinds);
  if (mistake) throw deviceInvalid(fieldOf(mistake), mistake.reason, null);
}

/** What is wrong with a device, said to somebody who has a form before them and no file. */
export function deviceInvalid(path: string, reason: string, cause: unknown): StationError {
  const field = path.replace(/^devices\.\d+\.?/, '');
  return new StationError(
    'DEVICE_CONFIG_INVALID',
    `The device cannot be set up so (${field}): ${reason}. Correct it.`,
    { cause, details: { field, reason } },
  );
}

/** `field`: the path of what is wrong, `devices.0.link`. */
export function invalid(
  file: string,
  place: string,
  reason: string,
  cause: unknown,
  field = '',
): StationError {
  return new StationError(
    'CONFIG_INVALID',
    `${file} has a mistake at ${place}: ${reason}. Correct it; nothing was changed.`,
    { cause, details: { file, place, reason, field } },
  );
}

interface Mistake {
  readonly path: readonly PropertyKey[];
  /** Set where the key is wrong and not its value. */
  readonly key?: string;
  readonly reason: string;
}

const nothingFits: Mistake = { path: [], reason: 'it does not fit' };

function fieldOf({ path, key }: Mistake): string {
  return [...path, ...(key === undefined ? [] : [key])].map(String).join('.');
}

async function mistakeIn(config: PostConfig, kinds: DriverKinds): Promise<Mistake | null> {
  return crossMistake(config, kinds) ?? settingsMistake(config, kinds);
}

function mistakeOf(error: z.ZodError): Mistake {
  const [issue] = error.issues;
  if (issue === undefined) return nothingFits;
  if (issue.code !== 'unrecognized_keys') {
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    return { path: issue.path, reason: missing ? 'it is missing' : issue.message };
  }
  const key = issue.keys[0] ?? '';
  const reason =
    key === 'scanners' && issue.path.length === 0
      ? 'scanners are devices now; write "devices": [{ "id": …, "driver": "line-stream", "lane": …, "link": "tcp://HOST:PORT" }]'
      : `there is no setting "${key}"`;
  return { path: issue.path, key, reason };
}

/** What only shows when the parts are held against each other, and against the drivers there are. */
function crossMistake(config: PostConfig, kinds: DriverKinds): Mistake | null {
  const { devices, lanes, queue, shifts } = config;
  return (
    twice(lanes, (index) => ['lanes', index], 'lane') ??
    first(Object.keys(queue.lanes), (lane) =>
      lanes.includes(lane)
        ? null
        : { path: ['queue', 'lanes', lane], reason: `there is no lane "${lane}" in "lanes"` },
    ) ??
    unserved(config) ??
    twice(
      shifts.map((shift) => shift.start),
      (index) => ['shifts', index, 'start'],
      'a shift from',
    ) ??
    // Windows and macOS keep no two folders that differ in case only.
    twice(
      devices.map((device) => device.id.toLowerCase()),
      (index) => ['devices', index, 'id'],
      'device',
    ) ??
    first(devices, (device, index) => deviceMistake(device, ['devices', index], lanes, kinds)) ??
    first(devices, (device, index) => sharedWith(device, devices.slice(0, index), ['devices', index], kinds))
  );
}

function deviceMistake(
  { driver, lane, link }: DeviceConfig,
  path: readonly PropertyKey[],
  lanes: readonly string[],
  kinds: DriverKinds,
): Mistake | null {
  const kind = Object.hasOwn(kinds, driver) ? kinds[driver] : undefined;
  if (!kind) {
    const names = Object.keys(kinds).join(', ');
    return { path: [...path, 'driver'], reason: `there is no driver "${driver}"; there are ${names}` };
  }
  if (lane !== null && !lanes.includes(lane)) {
    return { path: [...path, 'lane'], reason: `lane ${lane} is not one of the lanes` };
  }
  if (lane === null && kind.role === 'scanner') {
    return { path: [...path, 'lane'], reason: 'a scanner stands at a lane; name it' };
  }
  try {
    const { kind: linkKind } = parseAddress(link);
    if (kind.links.includes(linkKind)) return null;
    return {
      path: [...path, 'link'],
      reason: `${driver} is not reached over ${linkKind}, but over ${kind.links.join(' or ')}`,
    };
  } catch (fault) {
    if (!(fault instanceof BridgeError)) throw fault;
    return { path: [...path, 'link'], reason: String(fault.details.why ?? fault.message) };
  }
}

/** A lane has one scanner, and a link one device. PLCs may stand behind one gateway, told apart by their unit. */
function sharedWith(
  device: DeviceConfig,
  others: readonly DeviceConfig[],
  path: readonly PropertyKey[],
  kinds: DriverKinds,
): Mistake | null {
  const role = kinds[device.driver]?.role;
  const place = linkPlace(device.link);
  for (const other of others) {
    if (role === 'scanner' && kinds[other.driver]?.role === role && other.lane === device.lane) {
      return {
        path: [...path, 'lane'],
        reason: `a scanner for lane ${device.lane} is there twice (${other.id})`,
      };
    }
    if (place === null || linkPlace(other.link) !== place) continue;
    if (role === 'plc' && other.driver === device.driver && place.startsWith('tcp ')) continue;
    return { path: [...path, 'link'], reason: `the device ${other.id} has this link already` };
  }
  return null;
}

async function settingsMistake({ devices }: PostConfig, kinds: DriverKinds): Promise<Mistake | null> {
  for (const [index, { driver, settings }] of devices.entries()) {
    const definition = await kinds[driver]?.load();
    const parsed = definition?.settings.safeParse(settings);
    if (!parsed || parsed.success) continue;
    const { path, ...mistake } = mistakeOf(parsed.error);
    return { ...mistake, path: ['devices', index, 'settings', ...path] };
  }
  return null;
}

/** A class that no lane serves would wait for ever. */
function unserved({ lanes, queue }: PostConfig): Mistake | null {
  const missing = laneClasses.find((laneClass) =>
    lanes.every((lane) => queue.lanes[lane] && !queue.lanes[lane].includes(laneClass)),
  );
  return missing === undefined
    ? null
    : { path: ['queue', 'lanes'], reason: `no lane serves the class "${missing}"` };
}

function twice(
  values: readonly string[],
  path: (index: number) => readonly PropertyKey[],
  what: string,
): Mistake | null {
  const index = values.findIndex((value, at) => values.indexOf(value) !== at);
  return index < 0 ? null : { path: path(index), reason: `${what} ${values[index]} is there twice` };
}

function first<T>(values: readonly T[], find: (value: T, index: number) => Mistake | null): Mistake | null {
  for (const [index, value] of values.entries()) {
    const mistake = find(value, index);
    if (mistake) return mistake;
  }
  return null;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * V8 says the position only sometimes. The start of a right text is right or just ends too early, so the mistake
 * is where the shortest wrong start ends.
 */
function placeOfSyntaxFault(text: string): string {
  let right = 0;
  let wrong = text.length + 1;
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (mayGoOn(text.slice(0, middle))) right = middle;
    else wrong = middle;
  }
  return lineAndColumn(text, right);
}

function mayGoOn(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : '';
    return /end of JSON|Unterminated/.test(reason) || reason.includes(`position ${start.length}`);
  }
}

function withoutPlace(reason: string): string {
  return reason
    .replace(/, (\.\.\.)?".*is not valid JSON$/s, '')
    .replace(/ (in JSON )?at position \d+.*$/s, '')
    .replace(/[.\s]+$/, '');
}
