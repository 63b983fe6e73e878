import { describe, expect, it } from 'vitest';
import { Sessions } from './sessions.ts';

describe('a session', () => {
  it('belongs to its officer until it is ended', () => {
    const sessions = new Sessions(() => 0);
    const [mine, other] = [sessions.begin('a'), sessions.begin('b')];
    expect(mine).toHaveLength(43);
    expect([sessions.officerOf(mine), sessions.officerOf(other)]).toEqual(['a', 'b']);
    sessions.end(mine);
    expect([sessions.officerOf(mine), sessions.officerOf(other)]).toEqual([null, 'b']);
  });

  it('ends by itself after sixteen hours', () => {
    let now = 0;
    const sessions = new Sessions(() => now);
    const session = sessions.begin('a');
    now = 16 * 3_600_000 - 1;
    expect(sessions.officerOf(session)).toBe('a');
    now += 1;
    expect(sessions.officerOf(session)).toBeNull();
  });

  it('is not guessed from nothing', () => {
    expect(new Sessions(() => 0).officerOf('')).toBeNull();
  });
});
