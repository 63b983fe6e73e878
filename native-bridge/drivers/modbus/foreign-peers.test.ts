import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startModbus } from '../../simulator/devices/modbus.ts';
import { simulatedPlcMap } from '../../simulator/devices/plc-model.ts';
import { openTransport } from '../../transport/open-transport.ts';
import { systemTimers } from '../../transport/timers.ts';
import { missingProgram, ptyPair, type Undo } from './links.fixture.ts';
import { modbus } from './modbus.ts';
import { PlcRecordingSink } from './plc-sink.fixture.ts';
import { modbusSettings } from './settings.ts';

const undo: Undo = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Debian's own, which has pymodbus; another in the PATH would not. */
const python = '/usr/bin/python3';
const noPymodbus =
  spawnSync(python, ['-c', 'import pymodbus.server']).status === 0
    ? null
    : 'python3-pymodbus and python3-serial-asyncio are not installed';
const noSocat = missingProgram('socat', '-V');
const noMbpoll = missingProgram('mbpoll', '-V');

for (const line of ['tcp', 'rtu'] as const) {
  const missing = noPymodbus ?? (line === 'rtu' ? noSocat : null);
  const run = missing === null ? describe : describe.skip;
  run(`pymodbus over ${line}${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
    test('is read by its map, is written where it may be, and is lost when it goes', async () => {
      const { address, order, kill } = await startPymodbus(line);
      const { sink, driver, ended } = await begin(address);
      await until(() => expect(sink.value('Entry gate closed')).toBe(true));
      expect(sink.values).toMatchObject({
        'Emergency stop': false,
        'Entry barrier': false,
        'Warm-up left': 0,
        Speed: 0,
        Cabinet: 24.5,
        'Speed limit': 1.5,
        Trucks: 70_000,
      });
      order('2 0 0');
      order('2 3 0');
      order('4 1 65136');
      await until(() => {
        expect(sink.values).toMatchObject({
          'Entry gate closed': false,
          'Emergency stop': true,
          Speed: -0.4,
        });
      });

      await driver.writeOutput({ commandId: 'a', output: 'Entry barrier', value: true });
      await driver.writeOutput({ commandId: 'b', output: 'Speed limit', value: 2.5 });
      await driver.writeOutput({ commandId: 'c', output: 'Belt lights', value: true });
      await until(() => {
        expect(sink.values).toMatchObject({ 'Entry barrier': true, 'Speed limit': 2.5, 'Belt lights': true });
      });
      await expect(
        driver.writeOutput({ commandId: 'd', output: 'Emergency stop', value: false }),
      ).rejects.toMatchObject({ code: 'DEVICE_REFUSED' });
      expect(sink.value('Emergency stop')).toBe(true);

      await kill();
      await expect(ended).rejects.toMatchObject({ code: expect.stringMatching(/^LINK_/) });
      expect(Object.values(sink.values).every((value) => value === null)).toBe(true);
    });

    test('that has no such address says so, and is believed', async () => {
      const { address } = await startPymodbus(line);
      const beyond = { name: 'Beyond', table: 'input', address: 6, type: 'u16' } as const;
      const { sink } = await begin(address, { signals: [...simulatedPlcMap.signals, beyond] });
      await until(() => expect(sink.values).toMatchObject({ Beyond: null, Cabinet: 24.5 }));
      await until(() =>
        expect(sink.healths.at(-1)).toMatchObject({
          code: 'DEVICE_REPORTS_FAULT',
          text: expect.stringContaining('"Beyond"'),
        }),
      );
    });
  });
}

for (const line of ['tcp', 'rtu'] as const) {
  const missing = noMbpoll ?? (line === 'rtu' ? noSocat : null);
  const run = missing === null ? describe : describe.skip;
  run(`mbpoll over ${line}${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
    test('reads and writes the simulated PLC', async () => {
      const { ask, device } = await startForMbpoll(line);
      expect(await ask(['-t', '1', '-r', '0', '-c', '4'])).toMatch(
        /\[0\]:\s+1\s+\[1\]:\s+1\s+\[2\]:\s+1\s+\[3\]:\s+1/,
      );
      expect(await ask(['-t', '3:float', '-B', '-r', '2', '-c', '1'])).toMatch(/\[2\]:\s+24\.5/);
      expect(await ask(['-t', '4:int', '-B', '-r', '13', '-c', '1'])).toMatch(/\[13\]:\s+70000/);
      await device.order({ do: 'interlock', which: 1, closed: false });
      expect(await ask(['-t', '1', '-r', '1', '-c', '1'])).toMatch(/\[1\]:\s+0/);
      await ask(['-t', '4', '-r', '10'], ['275']);
      expect(await ask(['-t', '4', '-r', '10', '-c', '1'])).toMatch(/\[10\]:\s+275/);
      await ask(['-t', '0', '-r', '0'], ['1', '0', '1']);
      expect(await ask(['-t', '0', '-r', '0', '-c', '3'])).toMatch(/\[0\]:\s+1\s+\[1\]:\s+0\s+\[2\]:\s+1/);
      await expect(ask(['-t', '3', '-r', '90', '-c', '1'])).rejects.toThrow(/Illegal data address/);
    });
  });
}

async function startPymodbus(line: 'tcp' | 'rtu') {
  const ports = line === 'rtu' ? await ptyPair(undo) : null;
  const script = fileURLToPath(new URL('./pymodbus-server.fixture.py', import.meta.url));
  const server: ChildProcess = spawn(python, [script, line, ...(ports === null ? [] : [ports[1]])], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = once(server, 'exit');
  const kill = async () => {
    server.kill('SIGKILL');
    await exited;
  };
  undo.push(kill);
  const { stdin, stdout } = server;
  if (stdin === null || stdout === null) throw new Error('no pipes');
  const [where] = (await once(createInterface({ input: stdout }), 'line')) as [string];
  const address = ports === null ? `tcp://127.0.0.1:${where}` : `serial:${ports[0]}?baudRate=115200`;
  return { address, kill, order: (text: string) => stdin.write(`${text}\n`) };
}

async function startForMbpoll(line: 'tcp' | 'rtu') {
  const ports = line === 'rtu' ? await ptyPair(undo) : null;
  const device = await startModbus({
    host: '127.0.0.1',
    seed: 1,
    speed: 1,
    ...(ports === null ? { port: 0 } : { serial: `serial:${ports[1]}?baudRate=19200` }),
  });
  undo.push(() => device.close());
  const [options, target] =
    ports === null
      ? [['-m', 'tcp', '-p', String(device.port)], '127.0.0.1']
      : [['-m', 'rtu', '-b', '19200', '-P', 'none'], ports[0]];
  const ask = async (wish: readonly string[], written: readonly string[] = []) => {
    const args = [...options, '-0', '-1', '-q', '-o', '5', ...wish, target, ...written];
    try {
      return (await promisify(execFile)('mbpoll', args)).stdout;
    } catch (cause) {
      const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
      throw new Error(stdout + stderr);
    }
  };
  return { device, ask };
}

async function begin(address: string, more: object = {}) {
  const stop = new AbortController();
  const connection = await openTransport(address).open(stop.signal);
  const sink = new PlcRecordingSink();
  const driver = modbus.create({
    link: { kind: 'bytes', connection },
    sink,
    settings: modbusSettings.parse({ pollMs: 50, timeoutMs: 500, ...simulatedPlcMap, ...more }),
    timers: systemTimers,
    utc: () => '2026-01-01T00:00:00.000Z',
    spool: '',
  });
  const ended = driver.run(stop.signal);
  ended.catch(() => {});
  undo.push(() => {
    stop.abort();
    return ended.catch(() => {});
  });
  return { sink, driver, ended };
}

function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000, interval: 10 });
}
