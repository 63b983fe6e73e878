import { expect, test } from 'vitest';
import { visit } from '../console/visit.fixture.ts';
import { onTheYard } from './yard-rules.ts';

test('the yard has who was referred, the longest wait first, and the detained below', () => {
  const at = (minute: number) => ({ decided: `2026-03-01T08:0${minute}:00.000Z` });
  const visits = [
    visit({ id: 'detained', state: 'detained', moments: at(1) }),
    visit({ id: 'late', state: 'referred', moments: at(5) }),
    visit({ id: 'waiting', state: 'arrived' }),
    visit({ id: 'early', state: 'in-examination', moments: at(2) }),
  ];
  expect(onTheYard(visits).map(({ id }) => id)).toEqual(['early', 'late', 'detained']);
});
