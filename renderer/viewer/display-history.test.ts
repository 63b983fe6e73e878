import { describe, expect, it } from 'vitest';
import { DisplayHistory } from './display-history.ts';
import { plainDisplay } from './transfer.ts';

describe('the display history', () => {
  it('takes a drag back as one step', () => {
    const history = new DisplayHistory(plainDisplay);
    history.change({ ...plainDisplay, log: true }, 0);
    for (let step = 1; step < 50; step += 1) {
      history.change(
        { ...history.display, window: 1 - step / 100, level: 0.5 + (step % 2) / 100 },
        1000 + 16 * step,
      );
    }
    expect(history.undo()).toBe(true);
    expect(history.display).toEqual({ ...plainDisplay, log: true });
    expect(history.undo()).toBe(true);
    expect(history.display).toEqual(plainDisplay);
    expect(history.undo()).toBe(false);
  });

  it('keeps a change of another setting, or after a pause, as a step of its own', () => {
    const history = new DisplayHistory(plainDisplay);
    history.change({ ...plainDisplay, gamma: 2 }, 0);
    history.change({ ...plainDisplay, gamma: 2, invert: true }, 10);
    history.change({ ...plainDisplay, gamma: 2, invert: false }, 2000);
    history.undo();
    expect(history.display).toMatchObject({ gamma: 2, invert: true });
    history.undo();
    expect(history.display).toMatchObject({ gamma: 2, invert: false });
  });

  it('keeps a whole change as a step of its own between a drag before it and one after it', () => {
    const history = new DisplayHistory(plainDisplay);
    history.change({ ...plainDisplay, window: 0.9 }, 0);
    history.change({ ...plainDisplay, window: 0.5 }, 10, true);
    history.change({ ...plainDisplay, window: 0.2 }, 20, true);
    history.change({ ...plainDisplay, window: 0.3 }, 30);
    history.change({ ...plainDisplay, window: 0.4 }, 40);
    const windows = [];
    while (history.undo()) windows.push(history.display.window);
    expect(windows).toEqual([0.2, 0.5, 0.9, 1]);
  });

  it('counts a change to the same as none', () => {
    const history = new DisplayHistory(plainDisplay);
    expect(history.change({ ...plainDisplay }, 0)).toBe(false);
    expect(history.undo()).toBe(false);
  });
});
