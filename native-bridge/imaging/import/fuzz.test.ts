import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importFuzzTargets } from './fuzz-targets.fixture.ts';
import { mutate, mutations } from './mutations.fixture.ts';

/** Changed files a target in this bounded run; `npm run fuzz` goes on for as long as it is told. */
const runs = 400;

describe('no bytes make a decoder hang, crash, or throw anything but its own refusals', () => {
  for (const target of importFuzzTargets) {
    test(`${target.name}, changed here and there`, async () => {
      const seeds = await target.seeds();
      for (const seed of seeds) await expect(target.run(seed)).resolves.toBeUndefined();
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...seeds), mutations, (seed, changes) =>
          target.run(mutate(seed, changes)),
        ),
        { numRuns: runs },
      );
    });

    test(`${target.name}, cut short anywhere`, async () => {
      const seeds = await target.seeds();
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...seeds),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (seed, share) => target.run(seed.subarray(0, Math.floor(share * seed.length))),
        ),
        { numRuns: runs / 4 },
      );
    });
  }
});
