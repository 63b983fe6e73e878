import { expect, test } from 'vitest';
import { comparisonAsk, comparisonFrom, withHow } from './use-comparison.ts';

const shown = { from: '2026-03-02T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' };

test('chosen times begin with the time before the period, stay when another way is looked at, and are kept', () => {
  const chosen = withHow({ how: 'week', span: null }, 'chosen', shown);
  expect(comparisonAsk(chosen)).toEqual({
    against: { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' },
  });
  const away = withHow(chosen, 'month', shown);
  expect(comparisonAsk(away)).toEqual({ compare: 'month' });
  expect(withHow(away, 'chosen', { from: shown.to, to: shown.to })).toEqual(chosen);
  expect(comparisonFrom(JSON.stringify(chosen))).toEqual(chosen);
});

test('nothing is compared where nothing that can be read was kept', () => {
  for (const kept of [null, '', '{', '{"how":"decade","span":null}'])
    expect(comparisonAsk(comparisonFrom(kept))).toEqual({ compare: 'none' });
});
