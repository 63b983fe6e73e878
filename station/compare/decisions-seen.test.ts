import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeSeen } from '../api/seen-map.pure.ts';
import { chief, type Post, post } from '../visits/visits.fixture.ts';
import { decisionsSeen } from './decisions-seen.ts';

let at: Post;
beforeEach(() => {
  at = post();
});
afterEach(() => at.close());

const half = encodeSeen({ across: 2, down: 1, seen: Uint8Array.of(1, 0) }, 64)!;
const whole = encodeSeen({ across: 2, down: 1, seen: Uint8Array.of(1, 1) }, 64)!;

it('what was seen is kept with each decision that says so, the newest first', () => {
  const id = at.arrive();
  const scanId = at.scan(id);
  at.say(id, { command: 'open' });
  const seen = { reason: '', scanId, fidelity: 'full' } as const;
  at.say(id, { command: 'decide', decision: 'escalate', ...seen, seenPercent: 50, seenMap: half });
  at.say(id, { command: 'open' }, chief);
  at.say(id, { command: 'decide', decision: 'release', ...seen, seenPercent: 100, seenMap: whole }, chief);
  expect(decisionsSeen(at.journal, id)).toEqual([
    { ...said('release', chief.serviceNumber, 100, whole), at: expect.any(String) },
    { ...said('escalate', '101', 50, half), at: expect.any(String) },
  ]);

  function said(decision: string, by: string, seenPercent: number, map: object) {
    return { scanId, decision, by, fidelity: 'full', seenPercent, map };
  }
});

it('a decision of an older journal, which says nothing of it, is left out', () => {
  const id = at.arrive();
  at.scan(id);
  at.decide(id, 'release');
  expect(at.visits.get(id).decision?.kind).toBe('release');
  expect(decisionsSeen(at.journal, id)).toEqual([]);
});
