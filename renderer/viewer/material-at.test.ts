import { describe, expect, test } from 'vitest';
import { classesOf, materialClasses } from './cpu/matter-classes.ts';
import { SyntheticPicture, syntheticAir, syntheticDark } from './harness/synthetic.ts';
import { materialAt } from './material-at.ts';
import { materialsOf } from './materials.ts';
import { calmed } from './matter-field.ts';
import { PixelReader } from './pixel-reader.ts';

const size = { width: 700, height: 200 };
const picture = new SyntheticPicture({ columns: size.width, rows: size.height, planes: 2, matter: true });
const materials = materialsOf(picture.picture.calibration)!;

/** The slow way: the whole picture at once. */
function wholePicture() {
  const { values } = picture.levels[0]!;
  const left = (count: number) => (count - syntheticDark) / (syntheticAir - syntheticDark);
  const field = new Float64Array(2 * values.length);
  for (let at = 0; at < values.length; at += 2)
    field.set([left(values[at]!), left(values[at + 1]!), 1, 1], 2 * at);
  return classesOf(calmed({ ...size, values: field }, materials.noise, 1), materials, 1);
}

describe('the material of a place', () => {
  test('is what the colours of the whole picture say of it, to the very corners', async () => {
    const whole = wholePicture();
    const reader = new PixelReader(picture);
    const words = new Set<string | null>();
    for (let y = 0; y < size.height; y += 19) {
      for (let x = 0; x < size.width; x += 23) {
        const word = await materialAt(reader, { x, y }, picture.picture, materials);
        words.add(word);
        const colour = materialClasses[whole.material[y * size.width + x]!];
        const known = colour === 'unknown' ? ['too-thin', 'too-thick', 'unclear'] : [colour];
        expect(known, `${x} ${y}`).toContain(word);
      }
    }
    for (const word of ['organic', 'light-metal', 'metal', 'too-thin', 'not-penetrated'])
      expect(words).toContain(word);
  });

  test('is not named where there is next to nothing, and why is said', async () => {
    const reader = new PixelReader(picture);
    const at = (x: number) => materialAt(reader, { x, y: 160 }, picture.picture, materials);
    expect(await at(4)).toBe('too-thin');
    expect(await at(300)).toBe('metal');
    expect(await at(695)).toBe('not-penetrated');
  });

  test('beside the picture, and where pixels are missing, is none', async () => {
    const broken = new SyntheticPicture({ columns: 100, rows: 60, planes: 2, matter: true });
    const at = (x: number) => materialAt(new PixelReader(broken), { x, y: 20 }, broken.picture, materials);
    expect(await at(-1)).toBeNull();
    expect(await at(100)).toBeNull();
    expect(await at(50)).not.toBeNull();
    broken.break('0/0/0');
    expect(await at(50)).toBeNull();
  });
});
