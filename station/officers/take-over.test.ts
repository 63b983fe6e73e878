import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountView } from '../api/officer-operations.ts';
import type { Officer, Role } from '../api/views.pure.ts';
import { type JournalPlace, journalPlace } from '../journal/journal.fixture.ts';
import type { Journal } from '../journal/journal.ts';
import { visitKinds } from '../visits/visit-entries.pure.ts';
import { postOn } from '../visits/visits.fixture.ts';
import { visitsTable } from '../visits/visits-table.ts';
import { credentialsTable } from './credentials.ts';
import { officerKinds } from './officer-entries.ts';
import { officerTable } from './officer-table.ts';
import { Officers } from './officers.ts';

const minute = 60_000;
let place: JournalPlace;
let journal: Journal;
let officers: Officers;
let post: ReturnType<typeof postOn>;
let admin: Officer;
let adminSession: string;

beforeEach(async () => {
  place = journalPlace();
  journal = place.open({
    kinds: { ...visitKinds, ...officerKinds },
    readModels: [visitsTable, officerTable],
    beside: [credentialsTable],
  });
  post = postOn(place, journal);
  officers = new Officers({
    journal,
    monotonic: () => place.clock.monotonic(),
    cost: { logN: 10, r: 8, p: 1 },
    passOn: (from, to) => post.visits.passOn(from, to),
  });
  const first = await officers.firstRun({
    ...{ serviceNumber: '1', name: 'One', password: 'password 1', role: 'officer', language: 'en' },
  });
  admin = first.officer;
  adminSession = first.session;
});
afterEach(() => place.remove());

/** An officer with a password of their own, and a window they are at. */
async function comes(serviceNumber: string, ...roles: Role[]) {
  const about = { serviceNumber, name: serviceNumber, roles, language: 'en' as const };
  const account = await officers.add(admin, { ...about, password: 'first password' });
  const { session } = await officers.signIn({ serviceNumber, password: 'first password' });
  await officers.changePassword(session, {
    password: 'first password',
    newPassword: passwordOf(serviceNumber),
  });
  return { account, session, officer: officers.me(session).officer };
}
const passwordOf = (serviceNumber: string) => `password ${serviceNumber}`;
const known = (serviceNumber: string) => ({ serviceNumber, password: passwordOf(serviceNumber) });
const code = (work: Promise<unknown>) =>
  work.then(() => 'done').catch((fault: { code: string }) => fault.code);
const current = (account: AccountView) => officers.accounts().find(({ id }) => id === account.id)!;
const order = (account: AccountView, n = 1) => ({
  commandId: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`,
  officerId: account.id,
  basedOn: current(account).version,
});
const kinds = () => journal.read(1, 10_000).map(({ kind }) => kind);

describe('a locked window', () => {
  it('is opened again by its officer’s password only, and guesses at it are slowed', async () => {
    officers.lock(adminSession, 'key');
    expect(officers.me(adminSession).state).toBe('locked');
    expect(await code(officers.unlock(adminSession, 'guess'))).toBe('PASSWORD_WRONG');
    expect(await code(officers.unlock(adminSession, 'guess'))).toBe('PASSWORD_WRONG');
    expect(await code(officers.unlock(adminSession, 'guess'))).toBe('PASSWORD_WRONG');
    expect(await code(officers.unlock(adminSession, passwordOf('1')))).toBe('SIGN_IN_LATER');
    expect(officers.accounts()[0]).toMatchObject({ wrongTries: 3, waitSeconds: 1 });
    place.clock.advance(1000);
    expect((await officers.unlock(adminSession, passwordOf('1'))).state).toBe('open');
    expect(kinds().slice(-5)).toEqual([
      'officer.screen-locked',
      ...Array(3).fill('officer.sign-in-refused'),
      'officer.screen-unlocked',
    ]);
  });

  it('covers itself when nobody did anything, which is on record once', () => {
    place.clock.advance(10 * minute);
    expect(officers.sessionAt(adminSession)?.state).toBe('locked');
    expect(officers.sessionAt(adminSession)?.state).toBe('locked');
    expect(kinds().filter((kind) => kind === 'officer.screen-locked')).toHaveLength(1);
  });
});

describe('a change of officers at a window', () => {
  it('ends the one session, begins the other, and passes the trucks on', async () => {
    const { session, officer } = await comes('2', 'officer');
    const { officer: next } = await comes('3', 'officer');
    const truck = post.arrive('01KG123ABC');
    post.scan(truck, officer);
    post.say(truck, { command: 'open' }, officer);
    const opened = post.visits.get(truck).moments.opened;
    officers.lock(session, 'key');
    const after = await officers.takeOver(session, known('3'));
    expect(after).toMatchObject({ officer: { id: next.id }, state: 'open' });
    expect(officers.sessionAt(session)).toBeNull();
    // The picture has been open all the while; who decides on it is the new officer, and only they.
    expect(post.visits.get(truck)).toMatchObject({ holder: { id: next.id }, moments: { opened } });
    expect(journal.read(1, 10_000).slice(-4)).toMatchObject([
      { kind: 'officer.signed-out', subject: officer.id, actor: next.id },
      { kind: 'officer.signed-in', subject: next.id },
      { kind: 'officer.took-over', body: { from: officer.id, serviceNumber: '2', visits: [truck] } },
      {
        kind: 'visit.passed-on',
        subject: truck,
        body: { holder: { serviceNumber: '3' }, from: { serviceNumber: '2' } },
      },
    ]);
  });

  it('leaves the trucks with who works at another window too, and with whom the next one’s role cannot follow', async () => {
    const { session, officer } = await comes('2', 'officer');
    await comes('3', 'officer');
    await comes('4', 'trainer');
    const truck = post.arrive('01KG123ABC');
    post.scan(truck, officer);
    const elsewhere = await officers.signIn(known('2'));
    const third = await officers.takeOver(session, known('3'));
    expect(post.visits.get(truck).holder?.id).toBe(officer.id);
    expect(officers.me(third.session).officer.serviceNumber).toBe('3');
    await officers.takeOver(elsewhere.session, known('4'));
    expect(post.visits.get(truck).holder?.id).toBe(officer.id);
  });

  it('opens nothing with a wrong password, and is no change where the officer is the same', async () => {
    const { session, officer } = await comes('2', 'officer');
    officers.lock(session, 'key');
    expect(await code(officers.takeOver(session, { serviceNumber: '1', password: 'guess' }))).toBe(
      'SIGN_IN_REFUSED',
    );
    expect(officers.me(session)).toMatchObject({ officer, state: 'locked' });
    expect(await officers.takeOver(session, known('2'))).toMatchObject({ session, state: 'open' });
    expect(await code(officers.takeOver('nobody', known('2')))).toBe('SIGN_IN_NEEDED');
  });
});

describe('an account', () => {
  it('has a first password that opens nothing but the change of it', async () => {
    const about = { serviceNumber: '2', name: 'Two', roles: ['officer' as const], language: 'en' as const };
    await officers.add(admin, { ...about, password: 'first password' });
    const { session, state } = await officers.signIn({ serviceNumber: '2', password: 'first password' });
    expect(state).toBe('first-password');
    const change = (password: string, newPassword: string) =>
      officers.changePassword(session, { password, newPassword });
    expect(await code(change('wrong', 'another one'))).toBe('PASSWORD_WRONG');
    expect(await code(change('first password', 'first password'))).toBe('PASSWORD_SAME');
    expect(await code(officers.signature({ serviceNumber: '2', password: 'first password' }))).toBe(
      'PASSWORD_CHANGE_NEEDED',
    );
    expect((await change('first password', 'password 2')).state).toBe('open');
    expect((await officers.signature(known('2'))).serviceNumber).toBe('2');
    expect(await code(officers.signIn({ serviceNumber: '2', password: 'first password' }))).toBe(
      'SIGN_IN_REFUSED',
    );
  });

  it('loses its windows when its roles change, its password is reset or it is deactivated, and not by a new name', async () => {
    const { account, session } = await comes('2', 'officer');
    officers.change(admin, { ...order(account, 1), name: 'New Name', roles: ['officer'] });
    expect(officers.me(session).officer.name).toBe('New Name');
    officers.change(admin, { ...order(account, 2), name: 'New Name', roles: ['trainer'] });
    expect(officers.sessionAt(session)).toBeNull();
    const again = await officers.signIn(known('2'));
    await officers.resetPassword(admin, { ...order(account, 3), password: 'second first' });
    expect(officers.sessionAt(again.session)).toBeNull();
    const third = await officers.signIn({ serviceNumber: '2', password: 'second first' });
    expect(third.state).toBe('first-password');
    officers.deactivate(admin, order(account, 4));
    expect(officers.sessionAt(third.session)).toBeNull();
    expect(await code(officers.signIn({ serviceNumber: '2', password: 'second first' }))).toBe(
      'ACCOUNT_INACTIVE',
    );
    expect(await code(officers.signIn({ serviceNumber: '2', password: 'guess' }))).toBe('SIGN_IN_REFUSED');
    officers.reactivate(admin, order(account, 5));
    expect((await officers.signIn({ serviceNumber: '2', password: 'second first' })).state).toBe(
      'first-password',
    );
  });

  it('is changed once by one command, and is let in at once when its guesses are cleared', async () => {
    const { account } = await comes('2', 'officer');
    const command = { ...order(account), name: 'Once', roles: ['supervisor' as const] };
    officers.change(admin, command);
    expect(officers.change(admin, command)).toMatchObject({ name: 'Once', version: 2 });
    for (let guess = 0; guess < 3; guess += 1)
      await code(officers.signIn({ serviceNumber: '2', password: 'guess' }));
    expect(await code(officers.signIn(known('2')))).toBe('SIGN_IN_LATER');
    expect(officers.clearGuesses(admin, order(account, 2))).toMatchObject({ wrongTries: 0, waitSeconds: 0 });
    expect((await officers.signIn(known('2'))).officer.serviceNumber).toBe('2');
  });

  it('keeps its other windows from a password that is no longer its own', async () => {
    const { session } = await comes('2', 'officer');
    const other = await officers.signIn(known('2'));
    await officers.changePassword(session, { password: passwordOf('2'), newPassword: 'a third one' });
    expect([officers.sessionAt(session)?.state, officers.sessionAt(other.session)]).toEqual(['open', null]);
  });
});
