import { beforeAll, describe, expect, it } from 'vitest';
import {
  asCounts,
  differenceOf,
  laidOver,
  neededThere,
  type Patch,
  type Side,
  same,
  unit,
} from '../../renderer/compare/difference.ts';
import { attenuationOf, type Field } from '../../renderer/compare/registration/field.ts';
import type { Mapping } from '../../renderer/compare/registration/mapping.ts';
import { meaning, noisyCounts, rescanned, sceneField } from './scan-truth.ts';

const quanta = 100_000;
const side: Side = { counts: meaning, noise: { airQuanta: quanta, readout: 1.4e-4, stripes: 0 } };
const plain: Mapping = { here: [0, 1], there: [0, 1], mirrored: false, rowScale: 1, rowShift: 0, gain: 1 };

let truck: Field;
beforeAll(() => {
  truck = sceneField('curtain-sider', 3, 6);
});

const patchOf = ({ width, height, values }: Field): Patch => ({
  level: 0,
  x: 0,
  y: 0,
  width,
  height,
  planes: [values],
});

function difference(
  one: Field,
  other: Field,
  mapping: Mapping = plain,
): { width: number; values: Float32Array } {
  const size = { width: one.width, height: one.height };
  const laid = laidOver(patchOf(other), 0, mapping, 0, { x: 0, y: 0, ...size });
  const values = differenceOf({ values: one.values, side }, { values: laid, side }, size, mapping.gain, 0);
  return { width: size.width - 2, values };
}

/** Share of pixels that light up: a difference of more than a twentieth. */
function lit(values: Float32Array): number {
  let count = 0;
  for (const value of values) if (Math.abs(value) > 0.05) count += 1;
  return count / values.length;
}

describe('the difference of two scans', () => {
  it('shows nothing where nothing changed: fewer than one pixel in 20,000 lights up by noise', () => {
    let worst = 0;
    for (const seed of [1, 3, 5]) {
      const { values } = difference(noisyCounts(truck, seed, quanta), noisyCounts(truck, seed + 1, quanta));
      worst = Math.max(worst, lit(values));
    }
    expect(worst).toBeLessThan(1 / 20_000);
  });

  it('forgives a registration that is off by half a pixel each way: fewer than one pixel in 100 lights up', () => {
    const moved = rescanned(truck, truck.width, (column) => column + 0.5, 0.5);
    const { values } = difference(noisyCounts(truck, 1, quanta), noisyCounts(moved, 2, quanta));
    expect(lit(values)).toBeLessThan(1 / 100);
  });

  it('lights up what was put in, where it was put, and nothing else', () => {
    const put = { x: 180, y: 46, width: 24, height: 16 };
    const counts = Float32Array.from(truck.values);
    for (let row = put.y; row < put.y + put.height; row += 1)
      for (let column = put.x; column < put.x + put.width; column += 1) {
        const at = row * truck.width + column;
        counts[at] = meaning.dark + (counts[at]! - meaning.dark) * Math.exp(-0.4);
      }
    const now = noisyCounts({ ...truck, values: counts }, 5, quanta);
    const { values, width } = difference(now, noisyCounts(truck, 6, quanta));
    let [inside, outside] = [0, 0];
    for (const [at, value] of values.entries()) {
      const [column, row] = [(at % width) + 1, Math.floor(at / width) + 1];
      const isIn = column >= put.x && column < put.x + put.width && row >= put.y && row < put.y + put.height;
      if (Math.abs(value) > 0.05 && isIn) inside += 1;
      if (Math.abs(value) > 0.05 && !isIn) outside += 1;
      if (isIn) expect(value).toBeGreaterThanOrEqual(0);
    }
    expect(inside / (put.width * put.height)).toBeGreaterThan(0.9);
    expect(outside / values.length).toBeLessThan(1 / 20_000);
  });

  it('tells what was taken out by its sign', () => {
    const counts = truck.values.map((count, at) =>
      at % truck.width > 300 && at % truck.width < 320 ? meaning.dark + (count - meaning.dark) * 0.6 : count,
    );
    const { values, width } = difference(truck, { ...truck, values: counts });
    const middle = values[40 * width + 309]!;
    expect(middle).toBeLessThan(-0.3);
    expect(asCounts(Float32Array.of(middle))[0]).toBe(Math.round(same - middle * unit));
  });

  it('is what slow arithmetic makes of it, within one grey level of 256', () => {
    const mapping: Mapping = {
      here: [0, 200, 500],
      there: [470, 290, 20],
      mirrored: true,
      rowScale: 1.1,
      rowShift: -3.3,
      gain: 1.2,
    };
    const one = noisyCounts(truck, 7, quanta);
    const other = noisyCounts(truck, 8, quanta);
    const at = { x: 100, y: 30, width: 90, height: 60 };
    const need = neededThere(mapping, 0, at, 0);
    const cut: Patch = { level: 0, ...need, planes: [cutOut(other, need)] };
    const laid = laidOver(cut, 0, mapping, 0, at);
    const quick = asCounts(
      differenceOf({ values: cutOut(one, at), side }, { values: laid, side }, at, mapping.gain, 0),
    );
    for (let row = 1; row < at.height - 1; row += 1)
      for (let column = 1; column < at.width - 1; column += 1) {
        const slow = slowCount(one, other, mapping, at.x + column, at.y + row);
        const value = quick[(row - 1) * (at.width - 2) + column - 1]!;
        expect(Math.abs(slow - value) / 257, `${column}/${row}`).toBeLessThanOrEqual(1);
      }
  });

  it('says nothing where the other has no picture', () => {
    const shifted: Mapping = { ...plain, there: [-50, -49] };
    const { values, width } = difference(truck, truck, shifted);
    expect(values[20 * width + 10]).toBeNaN();
    expect(asCounts(Float32Array.of(Number.NaN))[0]).toBe(same);
  });
});

function cutOut(field: Field, at: { x: number; y: number; width: number; height: number }): Float32Array {
  return Float32Array.from({ length: at.width * at.height }, (_, index) => {
    const [x, y] = [at.x + (index % at.width), at.y + Math.floor(index / at.width)];
    const isIn = x >= 0 && y >= 0 && x < field.width && y < field.height;
    return isIn ? field.values[y * field.width + x]! : Number.NaN;
  });
}

/** One pixel of the difference, straight from what it is meant to be. */
function slowCount(one: Field, other: Field, mapping: Mapping, column: number, row: number): number {
  const mine = (x: number, y: number) => attenuationOf(one.values[y * one.width + x]!, meaning);
  const others = (x: number, y: number) => {
    const at = x + 0.5;
    const [h, t] = [mapping.here, mapping.there];
    const piece = at < h[1]! ? 0 : 1;
    const share = (at - h[piece]!) / (h[piece + 1]! - h[piece]!);
    const there = t[piece]! + share * (t[piece + 1]! - t[piece]!) - 0.5;
    const down = mapping.rowScale * (y + 0.5) + mapping.rowShift - 0.5;
    const [left, top] = [Math.floor(there), Math.floor(down)];
    let count = 0;
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const weight = (dx ? there - left : 1 - there + left) * (dy ? down - top : 1 - down + top);
      count += weight * other.values[(top + dy) * other.width + left + dx]!;
    }
    return attenuationOf(count, meaning) / mapping.gain;
  };
  const around = (value: (x: number, y: number) => number) => {
    const all = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => value(column + dx, row + dy)));
    return [Math.min(...all), Math.max(...all)] as const;
  };
  const past = (value: number, [low, high]: readonly [number, number]) =>
    value > high ? value - high : value < low ? value - low : 0;
  const [a, b] = [mine(column, row), others(column, row)];
  const [more, less] = [past(a, around(others)), -past(b, around(mine))];
  const raw = Math.abs(more) >= Math.abs(less) ? more : less;
  const variance = (attenuation: number) => {
    const left = Math.exp(-attenuation);
    return (side.noise.readout ** 2 + left / quanta) / left ** 2;
  };
  const edge = Math.max(...[around(mine), around(others)].map(([low, high]) => high - low));
  const allowed = 3.5 * Math.sqrt(variance(a) + variance(b)) + 0.3 * edge;
  const count = same - Math.sign(raw) * Math.max(0, Math.abs(raw) - allowed) * unit;
  return Math.min(65_535, Math.max(0, count));
}
