import { expect, test, vi } from 'vitest';
import { createScanProgress } from './scan-progress.ts';

test('a scan’s lines reach those who watch it, and no one else', () => {
  const progress = createScanProgress();
  const seen = vi.fn();
  const other = vi.fn();
  progress.watch('a', seen);
  progress.watch('b', other);
  progress.lines('a', 64);
  progress.lines('a', 128);
  expect(seen.mock.calls).toEqual([[64], [128]]);
  expect(other).not.toHaveBeenCalled();
  expect(progress.of('a')).toBe(128);
});

test('events of a resumed stream that come twice change nothing', () => {
  const progress = createScanProgress();
  const seen = vi.fn();
  progress.watch('a', seen);
  progress.lines('a', 128);
  progress.lines('a', 64);
  progress.lines('a', 128);
  expect(seen.mock.calls).toEqual([[128]]);
  expect(progress.of('a')).toBe(128);
});

test('who stopped watching hears nothing more', () => {
  const progress = createScanProgress();
  const seen = vi.fn();
  progress.watch('a', seen)();
  progress.lines('a', 64);
  expect(seen).not.toHaveBeenCalled();
});
