import { describe, expect, test } from 'vitest';
import { draftOf, emptyFinding, isComplete, quantityOf, resultOf } from './examination-draft.ts';
import { visit } from './visit.fixture.ts';

describe('the form of an examination', () => {
  test('begins with the officer who fills it in and nothing found', () => {
    const result = resultOf(draftOf(visit({ state: 'in-examination' }), '4117'));
    const record = { place: '', officers: ['4117'], opened: '', findings: [] };
    expect(result).toEqual({ outcome: 'nothing', note: '', record });
  });

  test('gives back what is on record where nothing is changed', () => {
    const amount = { value: 12.5, unit: 'kg' } as const;
    const finding = {
      outcome: 'prohibited',
      category: 'narcotics',
      amount,
      markId: 'm1',
      note: 'in the tank',
    };
    const record = { place: 'pit', officers: ['4117', '4120'], opened: 'tank', findings: [finding] };
    const examination = { outcome: 'prohibited', note: 'n', record } as never;
    expect(resultOf(draftOf(visit({ examination }), '2208'))).toEqual(examination);
  });

  test('takes quantities with comma or point, and keeps what is none from being recorded', () => {
    expect([quantityOf('12,5'), quantityOf(' 3.25 '), quantityOf('0'), quantityOf('ten')]).toEqual([
      12.5,
      3.25,
      null,
      null,
    ]);
    const draft = draftOf(visit({ state: 'in-examination' }), '4117');
    const found = (quantity: string) => ({
      ...draft,
      findings: [{ ...emptyFinding(0, 'undeclared'), quantity }],
    });
    expect([isComplete(found('')), isComplete(found('7')), isComplete(found('many'))]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
