import { describe, expect, it } from 'vitest';
import { Sessions } from './sessions.ts';

const minute = 60_000;

function atWork(idleMinutes = 10) {
  const at = { now: 0, idleMs: idleMinutes * minute };
  return { at, sessions: new Sessions({ now: () => at.now, idleMs: () => at.idleMs }) };
}

describe('a session', () => {
  it('belongs to its officer until it is ended', () => {
    const { sessions } = atWork();
    const [mine, other] = [sessions.begin('a'), sessions.begin('b')];
    expect(mine).toHaveLength(43);
    expect(sessions.at(mine)).toEqual({ officerId: 'a', state: 'open', fellIdle: false });
    sessions.end(mine);
    expect([sessions.at(mine), sessions.at(other)?.officerId]).toEqual([null, 'b']);
  });

  it('ends by itself after sixteen hours, however busy', () => {
    const { at, sessions } = atWork(24 * 60);
    const session = sessions.begin('a');
    at.now = 16 * 60 * minute - 1;
    expect(sessions.at(session)?.officerId).toBe('a');
    sessions.touch(session);
    at.now += 1;
    expect(sessions.at(session)).toBeNull();
  });

  it('is not guessed from nothing', () => {
    expect(atWork().sessions.at('')).toBeNull();
  });

  it('locks when nothing was done for as long as is configured, and says so once', () => {
    const { at, sessions } = atWork();
    const session = sessions.begin('a');
    at.now = 10 * minute - 1;
    expect(sessions.at(session)).toMatchObject({ state: 'open', fellIdle: false });
    at.now += 1;
    expect(sessions.at(session)).toMatchObject({ state: 'locked', fellIdle: true });
    expect(sessions.at(session)).toMatchObject({ state: 'locked', fellIdle: false });
    sessions.touch(session);
    expect(sessions.at(session)?.state).toBe('locked');
    sessions.unlock(session);
    expect(sessions.at(session)?.state).toBe('open');
  });

  it('stays open while something is done, and takes another length of time at once', () => {
    const { at, sessions } = atWork();
    const session = sessions.begin('a');
    for (let done = 0; done < 20; done += 1) {
      at.now += 9 * minute;
      expect(sessions.at(session)?.state).toBe('open');
      sessions.touch(session);
    }
    at.now += 2 * minute;
    at.idleMs = minute;
    expect(sessions.at(session)?.state).toBe('locked');
  });

  it('with a first password stays closed until another is chosen, also when it was locked meanwhile', () => {
    const { sessions } = atWork();
    const session = sessions.begin('a', true);
    expect(sessions.at(session)?.state).toBe('first-password');
    sessions.lock(session);
    sessions.unlock(session);
    expect(sessions.at(session)?.state).toBe('first-password');
    sessions.choosePassword(session);
    expect(sessions.at(session)?.state).toBe('open');
  });

  it('ends with all others of its officer, but for the one that may stay', () => {
    const { sessions } = atWork();
    const all = [sessions.begin('a'), sessions.begin('a'), sessions.begin('b')];
    sessions.endOf('a', all[1]);
    expect(all.map((session) => sessions.at(session)?.officerId ?? null)).toEqual([null, 'a', 'b']);
    sessions.endOf('a');
    expect(all.map((session) => sessions.at(session)?.officerId ?? null)).toEqual([null, null, 'b']);
  });

  it('knows of another window only while somebody works there', () => {
    const { at, sessions } = atWork();
    const [here, there] = [sessions.begin('a'), sessions.begin('a')];
    expect(sessions.isElsewhere('a', here)).toBe(true);
    sessions.lock(there);
    expect(sessions.isElsewhere('a', here)).toBe(false);
    sessions.unlock(there);
    at.now = 10 * minute;
    expect(sessions.isElsewhere('a', here)).toBe(false);
  });
});
