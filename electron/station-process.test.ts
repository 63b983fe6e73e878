import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LaunchOrder, ShellMessage } from '../station/launch.ts';
import { type StationChild, type StationState, superviseStation } from './station-process.ts';

const order: LaunchOrder = {
  kind: 'launch',
  pipe: '/run/station.sock',
  token: 'a-token-of-more-than-thirty-two-characters',
  dataFolder: '/data',
  mode: 'training',
};
const ready = { kind: 'ready', pipe: order.pipe, pid: 1 };

describe('keeping a station running', () => {
  test('it is given its order once and the window is told when it is ready', () => {
    const { children, states } = supervised();
    expect(children[0]?.received).toEqual([order]);
    children[0]?.say(ready);
    expect(states).toEqual([{ state: 'starting' }, { state: 'ready' }]);
  });

  test('after a crash it is started again, and the window is told of the pause', () => {
    const { children, states, pass } = supervised();
    children[0]?.say(ready);
    children[0]?.exit(139);
    expect(states.at(-1)).toEqual({ state: 'restarting', exitCode: 139, inMs: 250 });
    expect(children).toHaveLength(1);
    pass(250);
    expect(children).toHaveLength(2);
    expect(children[1]?.received).toEqual([order]);
    children[1]?.say(ready);
    expect(states.at(-1)).toEqual({ state: 'ready' });
  });

  test('pauses grow from crash to crash up to ten seconds, and begin anew after a steady minute', () => {
    const { children, states, pass } = supervised();
    const pauses: number[] = [];
    const crash = () => {
      children.at(-1)?.exit(1);
      const state = states.at(-1);
      if (state?.state !== 'restarting') throw new Error('not restarting');
      pauses.push(state.inMs);
      pass(state.inMs);
    };
    for (let time = 0; time < 8; time += 1) crash();
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    pass(60_000);
    crash();
    expect(pauses.at(-1)).toBe(250);
  });

  test('a station that says why it cannot start is not started again', () => {
    const { children, states, pass } = supervised();
    children[0]?.say({
      kind: 'failed',
      code: 'DATA_LOCKED',
      message: 'Close the other.',
      details: { pid: 7 },
    });
    children[0]?.exit(1);
    pass(60_000);
    expect(children).toHaveLength(1);
    expect(states.at(-1)).toEqual({
      state: 'failed',
      code: 'DATA_LOCKED',
      message: 'Close the other.',
      details: { pid: 7 },
    });
  });

  test('messages that are not of the contract change nothing', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        const { children, states } = supervised();
        children[0]?.say(message);
        expect(states).toEqual([{ state: 'starting' }]);
      }),
      { numRuns: 200 },
    );
  });

  test('stopping asks first and waits for the end', async () => {
    const { children, states, supervision } = supervised();
    const stopped = supervision.stop();
    expect(children[0]?.received.at(-1)).toEqual({ kind: 'stop' });
    expect(children[0]?.killed).toBe(false);
    children[0]?.exit(0);
    await stopped;
    expect(states.at(-1)).toEqual({ state: 'stopped' });
    expect(children).toHaveLength(1);
  });

  test('a station that does not end when asked is ended after ten seconds', async () => {
    const { children, pass, supervision } = supervised();
    const stopped = supervision.stop();
    pass(9_999);
    expect(children[0]?.killed).toBe(false);
    pass(1);
    expect(children[0]?.killed).toBe(true);
    children[0]?.exit(15);
    await stopped;
  });

  test('stopping twice asks once, and both wait for the end', async () => {
    const { children, pass, supervision } = supervised();
    let ended = 0;
    const stops = [supervision.stop(), supervision.stop()].map((stop) => stop.then(() => (ended += 1)));
    expect(children[0]?.received.filter(({ kind }) => kind === 'stop')).toHaveLength(1);
    await Promise.resolve();
    expect(ended).toBe(0);
    children[0]?.exit(0);
    await Promise.all(stops);
    pass(60_000);
    expect(children[0]?.killed).toBe(false);
  });

  test('a station that becomes ready while it is being stopped opens no window', async () => {
    const { children, states, supervision } = supervised();
    const stopped = supervision.stop();
    children[0]?.say({ kind: 'ready', pipe: '/tmp/pipe', pid: 7 });
    children[0]?.exit(0);
    await stopped;
    expect(states.map(({ state }) => state)).toEqual(['starting', 'stopped']);
  });

  test('stopping between two starts cancels the next one', async () => {
    const { children, pass, supervision } = supervised();
    children[0]?.exit(1);
    await supervision.stop();
    pass(60_000);
    expect(children).toHaveLength(1);
  });
});

class FakeChild implements StationChild {
  readonly received: ShellMessage[] = [];
  killed = false;
  #onMessage: (message: unknown) => void = () => {};
  #onExit: (code: number) => void = () => {};

  postMessage(message: ShellMessage): void {
    this.received.push(message);
  }

  on(event: 'message' | 'exit', listener: (value: never) => void): void {
    if (event === 'message') this.#onMessage = listener as (message: unknown) => void;
    else this.#onExit = listener as (code: number) => void;
  }

  kill(): void {
    this.killed = true;
  }

  say(message: unknown): void {
    this.#onMessage(message);
  }

  exit(code: number): void {
    this.#onExit(code);
  }
}

function supervised() {
  const children: FakeChild[] = [];
  const states: StationState[] = [];
  const alarms = new Set<{ at: number; call: () => void }>();
  let time = 0;
  const supervision = superviseStation({
    fork: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
    order,
    onState: (state) => states.push(state),
    now: () => time,
    later: (ms, call) => {
      const alarm = { at: time + ms, call };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
  });
  const pass = (ms: number) => {
    time += ms;
    for (const alarm of [...alarms].filter(({ at }) => at <= time)) {
      alarms.delete(alarm);
      alarm.call();
    }
  };
  return { children, states, supervision, pass };
}
