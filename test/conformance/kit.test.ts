import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../native-bridge/drivers/line-stream/frame.ts';
import { Framer } from '../../native-bridge/drivers/line-stream/framer.ts';
import {
  decodeMessage,
  encodeMessage,
  type Message,
} from '../../native-bridge/drivers/line-stream/messages.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import { lineStreamDevice } from '../../native-bridge/simulator/line-stream-device.ts';
import { tinyScene } from '../../native-bridge/simulator/tiny-scene.fixture.ts';
import { openTransport } from '../../native-bridge/transport/open-transport.ts';
import { listenTcp } from '../../native-bridge/transport/tcp.ts';
import type { Connection, Transport } from '../../native-bridge/transport/transport.ts';
import { type Check, type CheckResult, runCheck } from './kit/kit.ts';
import { linkChecks } from './kit/link-checks.ts';
import { scanChecks } from './kit/scan-checks.ts';

const checks = [...linkChecks, ...scanChecks];
/** Most of a check is waiting. Each has a device of its own, so that several wait at once. */
const atOnce = 8;
const patience = 180_000;

const noPython =
  spawnSync('python3', ['--version']).status === 0 ? '' : ' (skipped: python3 is not installed)';

describe.concurrent('The conformance kit', () => {
  test('finds nothing to say against the simulator', { timeout: patience }, async ({ expect }) => {
    expect(await deviations(checks, withSimulator)).toEqual([]);
  });

  test.skipIf(noPython !== '')(
    `finds nothing to say against a device that shares no code with it${noPython}`,
    { timeout: patience },
    async ({ expect }) => {
      expect(await deviations(checks, withForeignDevice)).toEqual([]);
    },
  );

  const broken: readonly [what: string, ids: readonly string[], change: Change][] = [
    ['never sends a heartbeat', ['heartbeat'], (message) => (message.kind === 'heartbeat' ? null : message)],
    ['greets with another session', ['greeting'], onWelcome((welcome) => ({ ...welcome, session: 7 }))],
    [
      'names its energies the wrong way round',
      ['greeting'],
      onWelcome((it) => ({ ...it, energiesKeV: [4000, 6000] })),
    ],
    [
      'never says its status',
      ['greeting', 'status-repeated'],
      (message) => (message.kind === 'status' ? null : message),
    ],
    [
      'does not answer an abort',
      ['abort-without-scan', 'garbage'],
      (it) => (it.kind === 'abort-accepted' ? null : it),
    ],
    ['tells a second station nothing', ['second-station'], (it) => (it.kind === 'goodbye' ? null : it)],
    [
      'announces more lines than it sends',
      ['scan'],
      (message) => (message.kind === 'scan-end' ? { ...message, lines: message.lines + 1 } : message),
    ],
    [
      'gives a wrong CRC of its pixels',
      ['scan'],
      (message) => (message.kind === 'scan-end' ? { ...message, pixelCrc: message.pixelCrc ^ 1 } : message),
    ],
    [
      'calls an aborted scan completed',
      ['abort-in-warning'],
      (message) => (message.kind === 'scan-end' ? { ...message, outcome: 'completed' } : message),
    ],
    [
      'has its beam on without a place for the lines',
      ['no-place'],
      (message) => (message.kind === 'status' ? { ...message, beamOn: message.state !== 'ready' } : message),
    ],
  ];
  test.each(broken)('tells of a device that %s', { timeout: patience }, async (_what, ids, change) => {
    const wanted = checks.filter(({ id }) => ids.includes(id));
    const found = await deviations(wanted, (use) => withSimulator((link) => use(changed(link, change))));
    expect(found.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted());
  });

  test('tells of a warning shorter than IEC 62523 asks for', { timeout: patience }, async () => {
    const warning = checks.filter(({ id }) => id === 'warning');
    const [found] = await deviations(warning, withSimulator, { shortWarning: false });
    expect(found?.why).toContain('at least 5000 ms must pass');
  });

  test('starts no scan unless it is told that it may', async () => {
    const results = await withSimulator((transport) =>
      Promise.all(scanChecks.map((check) => runCheck(check, { transport, beam: false, shortWarning: true }))),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(scanChecks.map(() => 'skipped'));
  });

  test('fails, and does not hang, where nobody listens', async () => {
    const transport = openTransport('tcp://127.0.0.1:1');
    const [first] = linkChecks;
    if (first === undefined) throw new Error('there is a check');
    expect(await runCheck(first, { transport, beam: false, shortWarning: true })).toMatchObject({
      outcome: 'failed',
      why: expect.stringContaining('tcp://127.0.0.1:1'),
    });
  });
});

type WithDevice = <T>(use: (transport: Transport) => Promise<T>) => Promise<T>;

/** The results of the checks that did not pass. */
async function deviations(
  wanted: readonly Check[],
  withDevice: WithDevice,
  options: { readonly shortWarning: boolean } = { shortWarning: true },
): Promise<CheckResult[]> {
  const left = [...wanted];
  const results: CheckResult[] = [];
  const worker = async () => {
    for (let check = left.shift(); check; check = left.shift()) {
      const one = check;
      results.push(await withDevice((transport) => runCheck(one, { transport, beam: true, ...options })));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results.filter(({ outcome }) => outcome !== 'passed');
}

async function withSimulator<T>(use: (transport: Transport) => Promise<T>): Promise<T> {
  const device = lineStreamDevice({
    openScene: (name, seed) => {
      if (name === 'tiny') return tinyScene(name, seed);
      throw new BridgeError('SCENE_UNKNOWN', 'There is no such scene.');
    },
    scenes: ['tiny'],
    // A warning of a quarter of a second, and lines for more than one strip after it.
    speed: 20,
  });
  const server = await listenTcp(
    { host: '127.0.0.1', port: 0 },
    (connection) => void device.serve(connection),
  );
  try {
    return await use(openTransport(`tcp://127.0.0.1:${server.port}`));
  } finally {
    await device.close();
    await server.close();
  }
}

async function withForeignDevice<T>(use: (transport: Transport) => Promise<T>): Promise<T> {
  const program = fileURLToPath(new URL('./foreign_device.py', import.meta.url));
  const size = ['--detectors', '64', '--lines', '400', '--warning-ms', '250', '--pause-ms', '20'];
  const python = spawn('python3', [program, ...size], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(python, 'exit');
  try {
    const [first] = (await once(createInterface({ input: python.stdout }), 'line')) as [string];
    const { port } = JSON.parse(first) as { port: number };
    return await use(openTransport(`tcp://127.0.0.1:${port}`));
  } finally {
    python.kill();
    await ended;
  }
}

/** What becomes of a message on its way from the device; null: it never comes. */
type Change = (message: Message) => Message | null;

function onWelcome(change: (welcome: Extract<Message, { kind: 'welcome' }>) => Message): Change {
  return (message) => (message.kind === 'welcome' ? change(message) : message);
}

function changed(transport: Transport, change: Change): Transport {
  return {
    address: transport.address,
    open: async (signal) => changedConnection(await transport.open(signal), change),
  };
}

function changedConnection(connection: Connection, change: Change): Connection {
  async function* incoming() {
    const framer = new Framer();
    for await (const chunk of connection.incoming) {
      for (const framed of framer.push(chunk)) {
        if (framed.kind !== 'frame') continue;
        const { type, sequence, payload } = framed.frame;
        const message = type === 0x91 ? undefined : decodeMessage(type, payload);
        const told = message === undefined ? undefined : change(message);
        if (told === null) continue;
        const encoded = told === undefined ? { type, payload } : encodeMessage(told);
        yield encodeFrame(encoded.type, sequence, encoded.payload);
      }
    }
  }
  return { ...connection, incoming: incoming(), write: connection.write, close: connection.close };
}
