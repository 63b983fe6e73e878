import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemTimers } from '../../native-bridge/transport/timers.ts';
import { noLog } from '../log.ts';
import { startTrainingSimulator, type TrainingSimulator } from './training-simulator.ts';

const open: TrainingSimulator[] = [];
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

const portOf = (address: string) => Number(new URL(address.replace('tcp:', 'http:')).port);
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true) ?? socket.destroy());
    socket.once('error', () => resolve(false));
  });
}
const patience = { timeout: 20_000, interval: 50 };

describe('the simulator of the station', () => {
  it('listens on a free port until it is closed', async () => {
    const simulator = startTrainingSimulator({ speed: 100, timers: systemTimers, log: noLog() });
    open.push(simulator);
    expect(() => simulator.address()).toThrow(expect.objectContaining({ code: 'LINK_FAILED' }));
    const port = await vi.waitFor(() => portOf(simulator.address()), patience);
    expect(await answers(port)).toBe(true);
    await simulator.close();
    expect(await answers(port)).toBe(false);
  });

  it('does not outlive a station that is killed', async () => {
    const script = `
      import { startTrainingSimulator } from ${JSON.stringify(new URL('./training-simulator.ts', import.meta.url).href)};
      import { systemTimers } from ${JSON.stringify(new URL('../../native-bridge/transport/timers.ts', import.meta.url).href)};
      import { noLog } from ${JSON.stringify(new URL('../log.ts', import.meta.url).href)};
      const simulator = startTrainingSimulator({ speed: 100, timers: systemTimers, log: noLog() });
      const look = setInterval(() => {
        try { console.log(simulator.address()); clearInterval(look); } catch {}
      }, 50);`;
    const station = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [address] = (await once(createInterface({ input: station.stdout }), 'line')) as [string];
    const port = portOf(address);
    expect(await answers(port)).toBe(true);
    station.kill('SIGKILL');
    await vi.waitFor(async () => expect(await answers(port)).toBe(false), patience);
  });
});
