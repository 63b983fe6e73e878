import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BlockCoverage } from './coverage.ts';
import { fuzz } from './fuzz.ts';
import { mutate, randomOf } from './mutate.ts';
import type { FuzzTarget } from './target.ts';
import { fuzzTargets } from './targets.ts';

/** Inputs a target in this bounded run, from the same seed each time; `npm run fuzz` goes on for as long as it is told. */
const bounded = 1_500;

describe('no bytes make a parser throw, lie or read on for ever', () => {
  test.each(fuzzTargets)('$name', { timeout: 120_000 }, async (target) => {
    const { inputs, findings } = await fuzz(target, { seed: 20_261_122, more: (tried) => tried < bounded });
    expect(inputs).toBe(bounded);
    expect(findings.map(({ why, input }) => `${why}\n${Buffer.from(input).toString('hex')}`)).toEqual([]);
  });

  test('has a name for each', () => {
    expect(new Set(fuzzTargets.map(({ name }) => name)).size).toBe(fuzzTargets.length);
  });
});

describe('the fuzzer itself', () => {
  const careless: FuzzTarget = {
    name: 'careless',
    seeds: () => [Buffer.from('key=value')],
    words: ['=='],
    run: (bytes) => {
      if (Buffer.from(bytes).includes('==')) throw new Error('two signs');
    },
  };

  test('finds what a careless parser does wrong, once for each kind, with the input that did it', async () => {
    const { findings } = await fuzz(careless, { seed: 1, more: (tried) => tried < 2_000 });
    expect(findings).toHaveLength(1);
    expect(Buffer.from(findings[0]?.input ?? []).includes('==')).toBe(true);
  });

  test('tries the seeds as they are first', async () => {
    const tried: string[] = [];
    await fuzz(careless, {
      seed: 1,
      more: (count) => count < 3,
      trying: (input) => tried.push(Buffer.from(input).toString()),
    });
    expect(tried).toHaveLength(3);
    expect(tried[0]).toBe('key=value');
  });

  test('makes the same inputs from the same seed', () => {
    const made = (seed: number) => {
      const random = randomOf(seed);
      return Array.from({ length: 50 }, () => mutate(Buffer.from('0123456789'), [], ['x'], random));
    };
    expect(made(4)).toEqual(made(4));
    expect(made(4)).not.toEqual(made(5));
  });

  test('keeps inputs that reach new code, and so gets past one check after another', async () => {
    const { lock } = await import('./lock.fixture.ts');
    const coverage = new BlockCoverage(path.join(import.meta.dirname, 'lock.fixture.ts'));
    const seeds = () => [Buffer.from('----')];
    const target = { name: 'lock', seeds, run: (bytes: Uint8Array) => lock(Buffer.from(bytes)) };
    const blind = await fuzz(target, { seed: 3, more: (tried) => tried < 4_000 });
    let open = false;
    const guided = await fuzz(target, {
      ...{ seed: 3, coverage },
      more: (tried) => tried < 4_000 && !open,
      found: () => {
        open = true;
      },
    });
    coverage.stop();
    expect(blind.findings).toHaveLength(0);
    expect(guided.findings).toHaveLength(1);
  });
});
