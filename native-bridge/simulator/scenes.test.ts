import { describe, expect, it } from 'vitest';
import { openScene, sceneNames } from './scenes.ts';

describe('the scenes', () => {
  it('refuses a scene there is not, naming those there are', () => {
    expect(() => openScene('submarine', 1)).toThrowError(
      expect.objectContaining({
        code: 'SCENE_UNKNOWN',
        message: expect.stringContaining(sceneNames()[0] ?? 'nothing'),
      }),
    );
    expect(() => openScene('toString', 1)).toThrowError(expect.objectContaining({ code: 'SCENE_UNKNOWN' }));
  });

  it('gives the same bytes whatever the blocks', () => {
    const whole = openScene('empty-trailer', 3).lineBlock(1000, 60);
    const scan = openScene('empty-trailer', 3);
    const bytesPerLine = whole.byteLength / 60;
    for (const line of [1059, 1000, 1031]) {
      const at = (line - 1000) * bytesPerLine;
      expect(scan.lineBlock(line, 1)).toEqual(whole.slice(at, at + bytesPerLine));
    }
  });
});
