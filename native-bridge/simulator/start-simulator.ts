import { parseAddress } from '../transport/address.ts';
import { openTransport } from '../transport/open-transport.ts';
import { listenTcp } from '../transport/tcp.ts';
import type { Timers } from '../transport/timers.ts';
import type { Fault } from './faults.ts';
import { type LineStreamDevice, lineStreamDevice } from './line-stream-device.ts';
import { openScene, sceneNames } from './scenes.ts';

export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Serves this serial line besides: `serial:PATH?baudRate=N`. */
  readonly serial?: string | undefined;
  /** Scanned whatever a start asks for; otherwise its reference says `scene=NAME;seed=N`. */
  readonly scene?: string | undefined;
  readonly seed?: number | undefined;
  /** Times real time; `Infinity` is as fast as the link takes the lines. Default 1. */
  readonly speed?: number;
  readonly faults?: readonly Fault[];
  readonly timers?: Timers;
}

export interface Simulator {
  readonly port: number;
  readonly device: LineStreamDevice;
  close(): Promise<void>;
}

/**
 * A simulated scanner behind a TCP port. Throws BridgeError SCENE_UNKNOWN, LINK_ADDRESS_INVALID or LINK_FAILED
 * (the port or the serial line cannot be opened).
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { host = '127.0.0.1', port, serial, scene, seed, speed = 1, faults = [], timers } = options;
  if (scene !== undefined) openScene(scene, seed ?? 1);
  const [firstScene = '', ...otherScenes] = sceneNames();
  const device = lineStreamDevice({
    openScene,
    scenes: [firstScene, ...otherScenes],
    scene,
    seed,
    speed,
    faults,
    ...(timers === undefined ? {} : { timers }),
  });
  const server = await listenTcp({ host, port }, (connection) => void device.serve(connection));
  try {
    if (serial !== undefined) await serveSerial(device, serial);
  } catch (cause) {
    await device.close();
    await server.close();
    throw cause;
  }
  return {
    port: server.port,
    device,
    close: async () => {
      await device.close();
      await server.close();
    },
  };
}

async function serveSerial(device: LineStreamDevice, address: string): Promise<void> {
  const parsed = parseAddress(address);
  const connection = await openTransport(address).open(new AbortController().signal);
  // Ten bits on the line for a byte; a strip takes two seconds at most.
  const stripBytes = parsed.kind === 'serial' ? Math.floor((parsed.baudRate / 10) * 2) : undefined;
  void device.serve(connection, { permanent: true, ...(stripBytes === undefined ? {} : { stripBytes }) });
}
