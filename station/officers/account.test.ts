import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Role, roles } from '../api/views.pure.ts';
import { type Account, type AccountCommand, decideAccount, evolveAccounts } from './account.pure.ts';
import { numberKey } from './officer-table.ts';

const ids = ['a', 'b', 'c', 'd'];
const anyRoles = fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1, maxLength: 4 });
const anyId = fc.constantFrom(...ids);
/** A version as one on screen could be: mostly the newest. */
const age = fc.constantFrom(0, 0, 0, 1);

type Order = (accounts: readonly Account[]) => AccountCommand;
const onAccount =
  <Rest extends object>(id: string, behind: number, rest: Rest) =>
  (accounts: readonly Account[]) => ({
    id,
    basedOn: (accounts.find((account) => account.id === id)?.version ?? 1) - behind,
    ...rest,
  });
const anyOrder: fc.Arbitrary<Order> = fc.oneof(
  fc.record({ id: anyId, roles: anyRoles, number: fc.constantFrom('1', ' 1', '２', 'Ab', 'aB') }).map(
    ({ id, roles, number }): Order =>
      () => ({
        command: 'add',
        account: { id: `${id}${number}`, serviceNumber: number, name: 'N', roles, language: 'en' },
      }),
  ),
  fc
    .record({ id: anyId, behind: age, roles: anyRoles })
    .map(
      ({ id, behind, roles }): Order =>
        onAccount(id, behind, { command: 'change' as const, name: 'M', roles }),
    ),
  fc
    .record({
      id: anyId,
      behind: age,
      command: fc.constantFrom('deactivate', 'reactivate', 'resetPassword', 'clearGuesses'),
    })
    .map(({ id, behind, command }): Order => onAccount(id, behind, { command } as const) as Order),
  anyId.map(
    (id): Order =>
      () => ({ command: 'changePassword', id }),
  ),
);

const account = (id: string, held: readonly Role[]): Account => ({
  ...{ id, serviceNumber: id, name: id, roles: held, language: 'en' },
  ...{ active: true, firstPassword: false, version: 1 },
});
const administrators = (accounts: readonly Account[]) =>
  accounts.filter(({ active, roles: held }) => active && held.includes('administrator'));

function carriedOut(
  accounts: readonly Account[],
  command: AccountCommand,
  by: string | null,
): { readonly accounts: readonly Account[]; readonly refused: string | null } {
  const decision = decideAccount(accounts, command, by, numberKey);
  if ('refusal' in decision) return { accounts, refused: decision.refusal.code };
  const subject = command.command === 'add' ? command.account.id : command.id;
  return {
    accounts: decision.events.reduce((now, event) => evolveAccounts(now, { ...event, subject }), accounts),
    refused: null,
  };
}

describe('the accounts of a post', () => {
  it('always have an administrator who can sign in, a number each, and nobody who goes, whatever is ordered', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...ids, 'stranger'), anyOrder), { maxLength: 40 }),
        fc.array(anyRoles, { minLength: 3, maxLength: 3 }),
        (orders, others) => {
          let accounts: readonly Account[] = [
            account('a', ['administrator']),
            ...others.map((held, index) => account(ids[index + 1] ?? '', held)),
          ];
          for (const [by, order] of orders) {
            const before = accounts;
            const command = order(accounts);
            const actor = before.find(({ id }) => id === by);
            accounts = carriedOut(accounts, command, by).accounts;
            expect(administrators(accounts).length).toBeGreaterThan(0);
            expect(accounts.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
            const numbers = accounts.map(({ serviceNumber }) => numberKey(serviceNumber));
            expect(new Set(numbers).size).toBe(numbers.length);
            // Only an administrator with access changes anything, but for one's own password.
            if (accounts !== before && command.command !== 'changePassword')
              expect(administrators(before)).toContain(actor);
            if (accounts !== before) expect(actor?.active).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('begin with one person, whose password is their own', () => {
    const add = { command: 'add', account: { ...account('a', ['administrator']) } } as const;
    const begun = carriedOut([], add, null);
    expect(begun.accounts).toMatchObject([{ id: 'a', firstPassword: false, active: true }]);
    expect(carriedOut(begun.accounts, add, null).refused).toBe('FIRST_RUN_OVER');
    expect(carriedOut([], { command: 'changePassword', id: 'a' }, null).refused).toBe('FIRST_RUN_OVER');
  });

  it('keep the last administrator from being demoted or deactivated, by whomever', () => {
    const accounts = [account('a', ['administrator']), account('b', ['administrator'])];
    const off = carriedOut(accounts, { command: 'deactivate', id: 'b', basedOn: 1 }, 'a').accounts;
    for (const command of [
      { command: 'deactivate', id: 'a', basedOn: 1 },
      { command: 'change', id: 'a', basedOn: 1, name: 'a', roles: ['officer'] },
    ] as const)
      expect(carriedOut(off, command, 'a').refused).toBe('LAST_ADMINISTRATOR');
    expect(carriedOut(off, { command: 'deactivate', id: 'a', basedOn: 1 }, 'b').refused).toBe('NOT_ALLOWED');
    const on = carriedOut(off, { command: 'reactivate', id: 'b', basedOn: 2 }, 'a').accounts;
    expect(carriedOut(on, { command: 'deactivate', id: 'a', basedOn: 1 }, 'b').refused).toBeNull();
  });

  it('ask for a new password after a first one, until it was chosen', () => {
    const accounts = [account('a', ['administrator']), account('b', ['officer'])];
    const reset = carriedOut(accounts, { command: 'resetPassword', id: 'b', basedOn: 1 }, 'a').accounts;
    expect(reset[1]).toMatchObject({ firstPassword: true, version: 2 });
    expect(carriedOut(reset, { command: 'changePassword', id: 'b' }, 'b').accounts[1]?.firstPassword).toBe(
      false,
    );
    expect(carriedOut(reset, { command: 'changePassword', id: 'b' }, 'a').refused).toBe('NOT_ALLOWED');
    expect(carriedOut(accounts, { command: 'resetPassword', id: 'a', basedOn: 1 }, 'a').refused).toBe(
      'PASSWORD_OWN',
    );
  });

  it('refuse what was ordered on what has changed since, and what is not there', () => {
    const accounts = [account('a', ['administrator']), account('b', ['officer'])];
    const changed = carriedOut(
      accounts,
      { command: 'change', id: 'b', basedOn: 1, name: 'B', roles: ['trainer', 'trainer'] },
      'a',
    ).accounts;
    expect(changed[1]).toMatchObject({ name: 'B', roles: ['trainer'] });
    expect(carriedOut(changed, { command: 'deactivate', id: 'b', basedOn: 1 }, 'a').refused).toBe(
      'OFFICER_CHANGED',
    );
    expect(carriedOut(changed, { command: 'deactivate', id: 'x', basedOn: 1 }, 'a').refused).toBe(
      'OFFICER_UNKNOWN',
    );
    expect(carriedOut(changed, { command: 'reactivate', id: 'b', basedOn: 2 }, 'a').refused).toBe(
      'OFFICER_ACTIVE',
    );
  });
});
