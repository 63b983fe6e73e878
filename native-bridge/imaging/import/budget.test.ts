import { describe, expect, test } from 'vitest';
import { checkSize } from './budget.ts';
import { decodeFile } from './decode.ts';
import { importFuzzTargets } from './fuzz-targets.fixture.ts';
import { usualBudget } from './usual-budget.fixture.ts';

describe('memory is asked for before it is taken', () => {
  for (const target of importFuzzTargets) {
    test(`${target.name}: a file that has no room beside itself is refused, with room it opens`, async () => {
      for (const seed of await target.seeds()) {
        const decoded = await decodeFile(seed, usualBudget);
        if (decoded.kind === 'report') continue;
        await expect(decodeFile(seed, { ...usualBudget, workBytes: seed.length })).rejects.toMatchObject({
          code: expect.stringMatching(/^IMAGE_(TOO_LARGE|UNREADABLE)$/),
        });
        await expect(decodeFile(seed, { ...usualBudget, pixelBytes: 700 })).rejects.toMatchObject({
          code: expect.stringMatching(/^IMAGE_(TOO_LARGE|UNREADABLE)$/),
        });
      }
    });
  }

  test('sizes are held against what a scan can be, and against memory', () => {
    const code = (width: number, height: number, planes = 1) => {
      try {
        checkSize(width, height, planes, usualBudget);
        return null;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code(12_000, 1536, 2)).toBeNull();
    expect(code(0, 5)).toBe('IMAGE_UNREADABLE');
    expect(code(131_073, 1)).toBe('IMAGE_TOO_LARGE');
    expect(code(1, 8193)).toBe('IMAGE_TOO_LARGE');
    expect(code(12_289, 8192)).toBe('IMAGE_TOO_LARGE');
    expect(code(12_288, 8192)).toBeNull();
  });
});
