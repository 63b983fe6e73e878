import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineLedger, type LineRange } from './line-ledger.ts';
import type { ScanDefect } from './scanner.ts';

function lines(ranges: readonly LineRange[]): number[] {
  return ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
}

function linesOf(defects: readonly ScanDefect[], kind: ScanDefect['kind']): number[] {
  return lines(defects.flatMap((defect) => (defect.kind === kind && 'from' in defect ? [defect] : [])));
}

test('agrees with a plain set of lines, whatever the strips', () => {
  const strips = fc.array(
    fc
      .tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }))
      .map(([from, count]) => ({ from, to: from + count })),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(strips, (ranges) => {
      const ledger = new LineLedger();
      const present = new Set<number>();
      const repeated: number[] = [];
      const reordered: number[] = [];
      for (const range of ranges) {
        const top = Math.max(-1, ...present);
        const fresh = lines([range]).filter((line) => !present.has(line));
        expect(lines(ledger.take(range))).toEqual(fresh);
        repeated.push(...lines([range]).filter((line) => present.has(line)));
        reordered.push(...fresh.filter((line) => line <= top));
        for (const line of fresh) present.add(line);
      }
      const top = Math.max(-1, ...present);
      const missing = Array.from({ length: top + 1 }, (_, line) => line).filter((line) => !present.has(line));
      const defects = ledger.defects();
      expect(ledger.lines).toBe(top + 1);
      expect(linesOf(defects, 'lines-missing')).toEqual(missing);
      expect(new Set(linesOf(defects, 'lines-repeated'))).toEqual(new Set(repeated));
      expect(new Set(linesOf(defects, 'lines-reordered'))).toEqual(new Set(reordered));
    }),
  );
});

test('has no defect when every line came once, in order, as announced', () => {
  const ledger = new LineLedger();
  for (let from = 0; from < 100; from += 10) ledger.take({ from, to: from + 10 });
  expect(ledger.defects(100)).toEqual([]);
});

test('says when the device announced more or fewer lines than came', () => {
  const ledger = new LineLedger();
  ledger.take({ from: 0, to: 10 });
  expect(ledger.defects(12)).toEqual([{ kind: 'count-mismatch', announced: 12, received: 10 }]);
  expect(ledger.defects(9)).toEqual([{ kind: 'count-mismatch', announced: 9, received: 10 }]);
});

test('keeps a bounded list of what a mad device does', () => {
  const ledger = new LineLedger();
  for (let from = 20_000; from > 0; from -= 2) ledger.take({ from, to: from + 1 });
  expect(ledger.defects().length).toBeLessThanOrEqual(2001);
});
