import { openScene } from '../../native-bridge/simulator/scenes.ts';
import { type Bench, quantile } from './bench.ts';

const rounds = 3;
const linesPerBlock = 32;

/** How fast the simulator works out its pictures: it must keep up with `--speed` of many times real time. */
export const render: Bench = {
  name: 'render',
  about:
    'lines of 1152 × 2 that the simulator works out on one core, for its fastest and its richest scene; ' +
    'baseline: the noise alone, on lines of air',
  async run() {
    const air = median(() => rate('empty-trailer', 0, 40));
    const baseline = { name: 'lines of air', value: air };
    const aim = { of: 'value', atLeast: 2000 } as const;
    return ['empty-trailer', 'reefer-wall'].map((scene) => ({
      name: scene,
      value: median(() => rate(scene, 0, openScene(scene, 1).lines)),
      unit: 'lines/s' as const,
      baseline,
      aim,
    }));
  },
};

function median(measure: () => number): number {
  return quantile(Array.from({ length: rounds }, measure), 0.5);
}

function rate(name: string, first: number, end: number): number {
  const scan = openScene(name, 1);
  // Whatever is worked out once is.
  scan.lineBlock(first, 1);
  const began = performance.now();
  for (let line = first; line < end; line += linesPerBlock)
    scan.lineBlock(line, Math.min(linesPerBlock, end - line));
  return (end - first) / ((performance.now() - began) / 1000);
}
