import fc from 'fast-check';
import { expect, test } from 'vitest';
import { examinationOutcomes } from '../api/kinds.pure.ts';
import { rate, ratesOf } from './rates.pure.ts';

test('a rate has the interval of Wilson', () => {
  // Newcombe 1998, table I: 81 of 263, and 0 of 20.
  expect(rate(81, 263)).toMatchObject({ n: 263, share: 81 / 263 });
  expect(rate(81, 263).low).toBeCloseTo(0.2553, 4);
  expect(rate(81, 263).high).toBeCloseTo(0.3662, 4);
  expect(rate(0, 20).low).toBe(0);
  expect(rate(0, 20).high).toBeCloseTo(0.1611, 4);
});

test('nothing examined is no rate at all', () => {
  expect(ratesOf([])).toMatchObject({ hits: { n: 0, share: null }, byOfficer: [] });
});

test('the officers’ cases add up to the post’s, and every interval holds its share', () => {
  const counts = fc.array(
    fc.record({
      officer: fc.constantFrom('101', '102', '103'),
      outcome: fc.constantFrom(...examinationOutcomes),
      count: fc.nat(500),
    }),
  );
  fc.assert(
    fc.property(counts, (all) => {
      const { hits, falseReferrals, byOfficer, outcomes } = ratesOf(all);
      const n = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
      expect(hits.n).toBe(n);
      expect(byOfficer?.reduce((sum, { hits: { n: ofOne } }) => sum + ofOne, 0)).toBe(n);
      for (const { share, low, high } of [hits, falseReferrals]) {
        if (share === null) continue;
        expect(low).toBeLessThanOrEqual(share + 1e-9);
        expect(high).toBeGreaterThanOrEqual(share - 1e-9);
      }
      if (n > 0) expect((hits.share ?? 0) + (falseReferrals.share ?? 0)).toBeCloseTo(1, 9);
    }),
  );
});
