import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

/** Contrasts of WCAG 2.2 level AA: text (1.4.3), and what a control or a sign is known by (1.4.11). */
const least = { text: 4.5, sign: 3 } as const;

const renderer = path.join(import.meta.dirname, '..');
const tokens = tokensOf(readFileSync(path.join(renderer, 'ui/theme.css'), 'utf8'));

const surfaces = ['ground', 'panel', 'raised', 'hover'];
const inks = ['text', 'bright', 'dim', 'amber', 'red', 'green', 'blue'];
const onTinted: Readonly<Record<string, readonly string[]>> = {
  'blue-ground': ['text', 'bright', 'dim', 'blue'],
  'amber-ground': ['text', 'bright', 'dim', 'amber'],
  'red-ground': ['text', 'bright', 'red'],
  'green-ground': ['text', 'bright', 'green'],
  'blue-solid': ['bright'],
  'red-solid': ['bright'],
};

describe('text can be read', () => {
  const pairs = [
    ...surfaces.flatMap((ground) => inks.map((ink) => [ink, ground] as const)),
    ...Object.entries(onTinted).flatMap(([ground, list]) => list.map((ink) => [ink, ground] as const)),
  ];
  test.each(pairs)('%s on %s', (ink, ground) => {
    expect(contrast(colour(`var(--sp-${ink})`), colour(`var(--sp-${ground})`))).toBeGreaterThanOrEqual(
      least.text,
    );
  });

  test('a hint in an empty field', () => {
    const hint = colour('var(--mantine-color-placeholder)');
    expect(contrast(hint, colour('var(--sp-ground)'))).toBeGreaterThanOrEqual(least.text);
  });
});

describe('signs can be seen', () => {
  const pairs = [
    ...['ground', 'panel', 'raised'].map((ground) => ['line-strong', ground] as const),
    ...[...surfaces, 'blue-ground'].map((ground) => ['blue', ground] as const),
  ];
  test.each(pairs)('the edge of a control or its focus: %s on %s', (sign, ground) => {
    expect(contrast(colour(`var(--sp-${sign})`), colour(`var(--sp-${ground})`))).toBeGreaterThanOrEqual(
      least.sign,
    );
  });
});

describe('every style sheet', () => {
  const sheets = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.module.css'),
  );

  test('writes with the inks that are checked here', () => {
    const used = sheets.flatMap((file) =>
      rulesOf(file)
        .filter(({ selector }) => !selector.includes('disabled'))
        .flatMap(({ color }) => /^var\(--sp-([a-z-]+)\)$/.exec(color ?? '')?.[1] ?? []),
    );
    expect(used.length).toBeGreaterThan(50);
    expect([...new Set(used)].filter((ink) => !inks.includes(ink) && !known.has(ink))).toEqual([]);
  });

  test('keeps its own pairs of colours apart', () => {
    const pairs = sheets.flatMap((file) =>
      rulesOf(file)
        .filter(({ selector, color, background }) => color && background && !selector.includes('disabled'))
        .map(({ selector, color, background }) => ({ file, selector, color, background })),
    );
    expect(pairs.length).toBeGreaterThan(10);
    const tooClose = pairs.filter(({ color, background }) => {
      const [ink, ground] = [tryColour(color!), tryColour(background!)];
      return ink !== null && ground !== null && contrast(ink, ground) < least.text;
    });
    expect(tooClose).toEqual([]);
  });
});

test('black on white has a contrast of 21, and a colour none with itself', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
  expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2);
  expect(contrast([9, 99, 200], [9, 99, 200])).toBe(1);
});

/** Tokens that a rule's `color` gives to a drawing, not to words. */
const known = new Set(['line', 'line-strong']);

type Rgb = readonly [number, number, number];

/** (L1 + 0.05) / (L2 + 0.05) of the relative luminances, WCAG 2.2. */
function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function colour(value: string): Rgb {
  const rgb = tryColour(value);
  if (!rgb) throw new Error(`${value} is no colour of theme.css.`);
  return rgb;
}

/** Null for what is not one opaque colour: transparent, inherited, a gradient. */
function tryColour(value: string): Rgb | null {
  const name = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  if (name) return tokens.has(name) ? tryColour(tokens.get(name)!) : null;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(value);
  const hex = short
    ? short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')
    : /^#([0-9a-f]{6})$/i.exec(value)?.[1];
  if (!hex) return null;
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

function tokensOf(css: string): ReadonlyMap<string, string> {
  return new Map(
    [...css.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!.trim()]),
  );
}

function rulesOf(file: string) {
  const css = readFileSync(path.join(renderer, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  return [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector, body]) => ({
    selector: selector!.trim(),
    color: declared(body!, 'color'),
    background: declared(body!, 'background'),
  }));
}

function declared(body: string, property: string): string | undefined {
  return new RegExp(`(?:^|[;\\s])${property}:\\s*([^;]+);`).exec(body)?.[1]?.trim();
}
