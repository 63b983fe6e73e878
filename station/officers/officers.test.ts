import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Officer } from '../api/views.pure.ts';
import { type SettableClock, settableClock } from '../clock.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { credentialsTable } from './credentials.ts';
import { officerKinds } from './officer-entries.ts';
import { officerTable } from './officer-table.ts';
import { Officers } from './officers.ts';

let folder: string;
let clock: SettableClock;
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scanpost-officers-'));
  clock = settableClock();
  journal = open();
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true });
});

const file = () => path.join(folder, 'journal.db');
function open(): Journal {
  return openJournal(file(), {
    clock,
    run: 'test',
    kinds: officerKinds,
    readModels: [officerTable],
    beside: [credentialsTable],
  });
}
const start = () =>
  new Officers({ journal, monotonic: () => clock.monotonic(), cost: { logN: 10, r: 8, p: 1 } });
const entries = () => journal.read(1, 1000);
const first = {
  serviceNumber: '4117',
  name: 'A. Officer',
  password: 'correct horse',
  role: 'officer',
  language: 'en',
} as const;
const second = {
  serviceNumber: '4118',
  name: 'B. Officer',
  password: 'battery staple',
  roles: ['supervisor'],
  language: 'ru',
} as const;

describe('officers', () => {
  it('begin with one person, once, who is administrator besides', async () => {
    const officers = start();
    expect(officers.list()).toEqual([]);
    const outcomes = await Promise.allSettled([
      officers.firstRun(first),
      officers.firstRun({ ...first, serviceNumber: '9' }),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(officers.list()).toHaveLength(1);
    expect(officers.list()[0]?.roles).toEqual(['officer', 'administrator']);
    await expect(officers.firstRun(first)).rejects.toMatchObject({ code: 'FIRST_RUN_OVER' });
  });

  it('come back from the journal after a restart, and nobody is signed in', async () => {
    const { session, officer } = await start().firstRun(first);
    journal.close();
    journal = open();
    const after = start();
    expect(after.sessionAt(session)).toBeNull();
    const again = await after.signIn({ serviceNumber: ' 4117 ', password: 'correct horse' });
    expect(again.officer).toEqual(officer);
    expect(after.sessionAt(again.session)?.officer).toEqual(officer);
  });

  it('never have their password, its hash or their session in the journal', async () => {
    const officers = start();
    const { session } = await officers.firstRun(first);
    await officers.add(officers.list()[0] as Officer, { ...second, roles: [...second.roles] });
    const written = JSON.stringify(entries());
    for (const secret of ['correct horse', 'battery staple', 'scrypt', session])
      expect(written).not.toContain(secret);
    journal.close();
    expect(readFileSync(file()).includes('correct horse')).toBe(false);
  });

  it('are refused with a wrong password or an unknown number in the same words', async () => {
    const officers = start();
    await officers.firstRun(first);
    const wrong = await officers
      .signIn({ serviceNumber: '4117', password: 'no' })
      .catch((fault: Error) => fault);
    const unknown = await officers
      .signIn({ serviceNumber: '1', password: 'no' })
      .catch((fault: Error) => fault);
    expect(wrong).toMatchObject({ code: 'SIGN_IN_REFUSED' });
    expect((unknown as Error).message).toBe((wrong as Error).message);
    expect(entries().filter((entry) => entry.kind === 'officer.sign-in-refused')).toHaveLength(1);
  });

  it('cannot be guessed at by many tries at once', async () => {
    const officers = start();
    await officers.firstRun(first);
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => officers.signIn({ serviceNumber: '4117', password: 'no' })),
    );
    const codes = tries.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'in'));
    expect(codes.filter((code) => code === 'SIGN_IN_REFUSED')).toHaveLength(3);
    expect(codes.filter((code) => code === 'SIGN_IN_LATER')).toHaveLength(17);
    await expect(officers.signIn({ serviceNumber: '4117', password: 'correct horse' })).rejects.toMatchObject(
      {
        code: 'SIGN_IN_LATER',
      },
    );
    clock.advance(1000);
    await officers.signIn({ serviceNumber: '4117', password: 'correct horse' });
    expect(entries().at(-1)).toMatchObject({ kind: 'officer.signed-in', body: { wrongTries: 3 } });
  });

  it('have one service number each', async () => {
    const officers = start();
    const { officer } = await officers.firstRun(first);
    await expect(
      officers.add(officer, { ...second, roles: ['officer'], serviceNumber: '4117 ' }),
    ).rejects.toMatchObject({ code: 'SERVICE_NUMBER_TAKEN' });
  });

  it('sign out, and keep the language they chose', async () => {
    const officers = start();
    const { session, officer } = await officers.firstRun(first);
    expect(officers.setLanguage(officer, 'ru').language).toBe('ru');
    officers.signOut(session);
    expect(officers.sessionAt(session)).toBeNull();
    expect(start().list()[0]?.language).toBe('ru');
    expect(entries().map((entry) => entry.kind)).toEqual([
      'officer.added',
      'officer.signed-in',
      'officer.language-set',
      'officer.signed-out',
    ]);
  });
});

describe('a crowd at the door', () => {
  it('leaves the threads that write scans alone, and is sent away where it grows too large', async () => {
    const cost = { logN: 14, r: 8, p: 1 };
    const officers = new Officers({ journal, monotonic: () => clock.monotonic(), cost });
    const codes: string[] = [];
    const crowd = Array.from({ length: 40 }, (_, index) =>
      officers
        .signIn({ serviceNumber: `nobody ${index}`, password: 'a guess' })
        .catch((fault: { code: string }) => void codes.push(fault.code)),
    );
    await stat('.');
    // Twenty hashes before this in the queue of four threads would have kept it waiting for most of them.
    expect(codes.filter((code) => code === 'SIGN_IN_REFUSED').length).toBeLessThan(10);
    await Promise.all(crowd);
    expect(codes.filter((code) => code === 'SIGN_IN_BUSY')).toHaveLength(20);
    expect(codes.filter((code) => code === 'SIGN_IN_REFUSED')).toHaveLength(20);
  });
});
