import { describe, expect, it } from 'vitest';
import { colourIn, paletteNames, paletteOf } from './palettes.ts';

/** CIE lightness of an sRGB colour, 0 to 100. */
function lightness(red: number, green: number, blue: number): number {
  const linear = (channel: number) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const y = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

describe.each(paletteNames)('the palette %s', (name) => {
  const palette = paletteOf(name);
  const steps = Array.from({ length: 256 }, (_, index) => lightness(...colourIn(palette, index / 255)));

  it('begins black and ends near white', () => {
    expect(steps[0]).toBeLessThan(1);
    expect(steps[255]).toBeGreaterThan(93);
  });

  it('never gets darker with more grey, so that it shows no edge that is not there', () => {
    // A colour has whole channels: a step of one in blue may round the lightness down a little.
    for (let index = 8; index < 256; index += 1) expect(steps[index]! - steps[index - 8]!).toBeGreaterThan(0);
  });

  it('rises evenly: no stretch of it takes more than three times the lightness of an even one', () => {
    for (let index = 16; index < 256; index += 16) {
      expect(steps[index]! - steps[index - 16]!).toBeLessThan((3 * 100 * 16) / 255);
    }
  });
});

it('mixes neighbouring colours of a palette', () => {
  const [red] = colourIn(paletteOf('grey'), 100.25 / 255);
  expect(red).toBeCloseTo(100.25, 9);
});
