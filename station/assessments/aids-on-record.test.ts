import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Post, post } from '../visits/visits.fixture.ts';

let at: Post;
beforeEach(() => {
  at = post();
});
afterEach(() => at.close());

const aids = {
  mass: { kg: 25_100, plusMinusKg: 1_700, isAtLeast: true },
  hints: [{ kind: 'wall', dismissed: true }],
} as const;

it('what was shown of mass and hints is in the entry of the decision, and only where something was shown', () => {
  for (const shown of [{ aids: { ...aids, hints: [...aids.hints] } }, {}]) {
    const id = at.arrive();
    const scanId = at.scan(id);
    at.say(id, { command: 'open' });
    const seen = { reason: 'r', scanId, fidelity: 'full', seenPercent: 100 } as const;
    at.say(id, { command: 'decide', decision: 'refer', ...seen, ...shown });
    const [entry] = at.journal
      .read(1, 1000)
      .filter(({ kind, subject }) => kind === 'visit.decided' && subject === id);
    const body = entry!.body as { aids?: unknown };
    expect(body.aids).toEqual('aids' in shown ? aids : undefined);
  }
});
