import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { BridgeError } from '../errors.ts';
import type { DeviceSideEntry, DeviceSideOptions } from './device-side.ts';
import { deviceSides } from './device-sides.ts';
import { type Fault, faultNames, parseFault } from './faults.ts';
import type { LineStreamDevice } from './line-stream-device.ts';
import { openScene, sceneNames } from './scenes.ts';
import { type SimulatorOptions, startSimulator } from './start-simulator.ts';

const usage =
  'Usage: npm run --silent simulator -- --port N [--host HOST] [--serial PATH[?baudRate=N]] [--scene NAME] ' +
  '[--seed N] [--speed X|max] [--fault NAME@LINE]… [--control]; with --device NAME another device than the scanner, ' +
  '[--to ADDRESS] where it delivers by itself; or --list for the scenes and devices.';

/** Runs the simulator as the command line says, until a signal ends it; a mistake in it is said as one sentence. */
export async function runSimulator(args: readonly string[]): Promise<void> {
  try {
    const wish = read(args);
    if (wish === 'list') list();
    else if ('device' in wish) await serveDevice(wish);
    else await serve(wish);
  } catch (cause) {
    const sentence = cause instanceof Error ? cause.message : String(cause);
    process.stderr.write(`${sentence.replaceAll(/\s+/g, ' ')}\n`);
    process.exitCode = cause instanceof BridgeError && cause.code === 'LINK_FAILED' ? 1 : 2;
  }
}

async function serve({ control, ...options }: ScannerWish): Promise<void> {
  const simulator = await startSimulator(options);
  run(simulator.port, () => simulator.close());
  if (control) takeOrders(personAt(simulator.device.model));
}

async function serveDevice({ device, control, ...options }: DeviceWish): Promise<void> {
  const start = await deviceSides[device].load();
  const side = await start(options);
  run(side.port, () => side.close());
  if (control) takeOrders((order) => side.order(order));
}

/** Says that it is ready, and ends in order when it is told to. */
function run(port: number | undefined, close: () => Promise<void>): void {
  let stopping = false;
  const stop = async () => {
    // Asked twice, when a whole group of processes is ended and npm passes its own signal on, it still ends in order.
    if (stopping) return;
    stopping = true;
    await close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop());
  // Whoever reads this may end the simulator at once.
  process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`);
}

function list(): void {
  const scenes = sceneNames().map((name) => {
    const { geometry, lines } = openScene(name, 1);
    return { name, lines, ...geometry };
  });
  const devices = Object.entries<DeviceSideEntry>(deviceSides).map(([name, { about }]) => ({ name, about }));
  process.stdout.write(`${JSON.stringify({ scenes, devices })}\n`);
}

/** Lines of JSON on stdin: `{"do":"releaseEmergencyStop"}`. */
function takeOrders(take: (order: unknown) => void | Promise<void>): void {
  createInterface({ input: process.stdin }).on('line', (line) => {
    Promise.resolve()
      .then(() => take(JSON.parse(line)))
      .catch(() => process.stderr.write(`This order is not known: ${line.slice(0, 200)}\n`));
  });
}

/** What a person at the scanner does. */
function personAt(model: LineStreamDevice['model']): (order: unknown) => void {
  const known = z.object({
    do: z.enum([
      'openInterlock',
      'closeInterlock',
      'emergencyStop',
      'releaseEmergencyStop',
      'raiseFault',
      'clearFault',
    ]),
  });
  return (order) => model[known.parse(order).do]();
}

type ScannerWish = SimulatorOptions & { readonly control: boolean };
type DeviceName = keyof typeof deviceSides;
type DeviceWish = DeviceSideOptions & { readonly device: DeviceName; readonly control: boolean };

/** Throws an Error whose message is one sentence. */
function read(args: readonly string[]): 'list' | ScannerWish | DeviceWish {
  const { values } = parseArgs({
    args: [...args],
    options: {
      device: { type: 'string', default: 'line-stream' },
      port: { type: 'string' },
      to: { type: 'string' },
      host: { type: 'string' },
      serial: { type: 'string' },
      scene: { type: 'string' },
      seed: { type: 'string' },
      speed: { type: 'string' },
      fault: { type: 'string', multiple: true },
      control: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.list) return 'list';
  const { control, scene, serial, to, host = '127.0.0.1' } = values;
  const device = deviceOf(values.device);
  if (values.port === undefined && (device === undefined || (serial === undefined && to === undefined))) {
    throw new Error(`--port is missing. ${usage}`);
  }
  const links = {
    control,
    host,
    serial: serial === undefined ? undefined : serialAddress(serial),
  };
  const port = values.port === undefined ? undefined : wholeNumber('--port', values.port, 65_535);
  const seed = values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, 2 ** 32 - 1);
  const speed = speedOf(values.speed ?? '1');
  if (device !== undefined) {
    if (!Number.isFinite(speed))
      throw new Error('--speed max is for the scanner: say how many times real time.');
    return { ...links, device, port, to, seed: seed ?? 1, speed };
  }
  if (scene !== undefined) openScene(scene, 1);
  return { ...links, port: port ?? 0, scene, seed, speed, faults: (values.fault ?? []).map(faultOf) };
}

/** `undefined` is the scanner. */
function deviceOf(name: string): DeviceName | undefined {
  if (name === 'line-stream') return undefined;
  const found = Object.keys(deviceSides).find((known) => known === name);
  if (found !== undefined) return found as DeviceName;
  throw new Error(
    `--device must be one of line-stream, ${Object.keys(deviceSides).join(', ')}, not "${name}".`,
  );
}

function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > most) {
    throw new Error(`${name} must be a whole number from 0 to ${most}, not "${text}".`);
  }
  return number;
}

/** 0 and `max` are as fast as the link takes the lines. */
function speedOf(text: string): number {
  const speed = text === 'max' ? 0 : Number(text);
  if (text.trim() === '' || !Number.isFinite(speed) || speed < 0) {
    throw new Error(`--speed must be a number, times real time, or max, not "${text}".`);
  }
  return speed === 0 ? Number.POSITIVE_INFINITY : speed;
}

function faultOf(text: string): Fault {
  const fault = parseFault(text);
  if (fault !== undefined) return fault;
  throw new Error(`--fault must be NAME@LINE with NAME one of ${faultNames.join(', ')}, not "${text}".`);
}

function serialAddress(path: string): string {
  const address = path.startsWith('serial:') ? path : `serial:${path}`;
  return address.includes('?') ? address : `${address}?baudRate=115200`;
}
