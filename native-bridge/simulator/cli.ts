import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { BridgeError } from '../errors.ts';
import { type Fault, faultNames, parseFault } from './faults.ts';
import type { LineStreamDevice } from './line-stream-device.ts';
import { openScene, sceneNames } from './scenes.ts';
import { type SimulatorOptions, startSimulator } from './start-simulator.ts';

const usage =
  'Usage: npm run --silent simulator -- --port N [--host HOST] [--serial PATH[?baudRate=N]] [--scene NAME] ' +
  '[--seed N] [--speed X|max] [--fault NAME@LINE]… [--control], or --list for the scenes.';

try {
  const wish = read(process.argv.slice(2));
  if (wish === 'list') list();
  else await serve(wish);
} catch (cause) {
  const sentence = cause instanceof Error ? cause.message : String(cause);
  process.stderr.write(`${sentence.replaceAll(/\s+/g, ' ')}\n`);
  process.exitCode = cause instanceof BridgeError && cause.code === 'LINK_FAILED' ? 1 : 2;
}

async function serve({ control, ...options }: SimulatorOptions & { control: boolean }): Promise<void> {
  const simulator = await startSimulator(options);
  let stopping = false;
  const stop = async () => {
    // Asked twice, when a whole group of processes is ended and npm passes its own signal on, it still ends in order.
    if (stopping) return;
    stopping = true;
    await simulator.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop());
  // Whoever reads this may end the simulator at once.
  process.stdout.write(`${JSON.stringify({ ready: true, port: simulator.port })}\n`);
  if (control) takeOrders(simulator.device.model);
}

function list(): void {
  const scenes = sceneNames().map((name) => {
    const { geometry, lines } = openScene(name, 1);
    return { name, lines, ...geometry };
  });
  process.stdout.write(`${JSON.stringify({ scenes })}\n`);
}

/** What a person at the device does, as lines of JSON on stdin: `{"do":"releaseEmergencyStop"}`. */
function takeOrders(model: LineStreamDevice['model']): void {
  const order = z.object({
    do: z.enum([
      'openInterlock',
      'closeInterlock',
      'emergencyStop',
      'releaseEmergencyStop',
      'raiseFault',
      'clearFault',
    ]),
  });
  createInterface({ input: process.stdin }).on('line', (line) => {
    try {
      model[order.parse(JSON.parse(line)).do]();
    } catch {
      process.stderr.write(`This order is not known: ${line.slice(0, 200)}\n`);
    }
  });
}

/** Throws an Error whose message is one sentence. */
function read(args: readonly string[]): 'list' | (SimulatorOptions & { control: boolean }) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
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
  if (values.port === undefined) throw new Error(`--port is missing. ${usage}`);
  const { scene, serial } = values;
  if (scene !== undefined) openScene(scene, 1);
  return {
    control: values.control,
    host: values.host ?? '127.0.0.1',
    port: wholeNumber('--port', values.port, 65_535),
    serial: serial === undefined ? undefined : serialAddress(serial),
    scene,
    seed: values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, 2 ** 32 - 1),
    speed: speedOf(values.speed ?? '1'),
    faults: (values.fault ?? []).map(faultOf),
  };
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
