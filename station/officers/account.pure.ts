import type { Language, Role } from '../api/views.pure.ts';
import { type DecisionOf, refuse } from '../visits/decision.pure.ts';
import type { AccountEvent } from './officer-entries.ts';

/** An officer's account. It is never removed: what an officer did stays theirs. */
export interface Account {
  readonly id: string;
  readonly serviceNumber: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly language: Language;
  /** Nobody signs in to one that is not. */
  readonly active: boolean;
  /** Its password was set by somebody else, and opens nothing but the change of it. */
  readonly firstPassword: boolean;
  /** Grows with each change that an administrator makes; a command says which one it was based on. */
  readonly version: number;
}

export type AccountCommand =
  | { readonly command: 'add'; readonly account: Omit<Account, 'active' | 'firstPassword' | 'version'> }
  | ({
      readonly command: 'change';
      readonly name: string;
      readonly roles: readonly Role[];
    } & OnAccount)
  | ({ readonly command: 'resetPassword' | 'deactivate' | 'reactivate' | 'clearGuesses' } & OnAccount)
  | { readonly command: 'changePassword'; readonly id: string };

interface OnAccount {
  readonly id: string;
  readonly basedOn: number;
}

/** Who asks, by id; null is the first person at a post that has no officer. */
export type AccountActor = string | null;

/**
 * The rules of the accounts. Whatever happens, a post that has had an administrator keeps one who can sign in.
 * `numberKey` says which service numbers are one.
 */
export function decideAccount(
  accounts: readonly Account[],
  command: AccountCommand,
  by: AccountActor,
  numberKey: (serviceNumber: string) => string,
): DecisionOf<AccountEvent> {
  const actor = accounts.find(({ id }) => id === by);
  if (by === null && (accounts.length > 0 || command.command !== 'add'))
    return refuse('FIRST_RUN_OVER', 'Somebody has set this post up already. Sign in instead.');
  if (by !== null && !actor?.active) return notAllowed();
  if (command.command === 'changePassword')
    return command.id === by ? { events: [{ kind: 'officer.password-changed', body: {} }] } : notAllowed();
  if (actor && !actor.roles.includes('administrator')) return notAllowed();
  if (command.command === 'add') return addAccount(accounts, command.account, by, numberKey);

  const account = accounts.find(({ id }) => id === command.id);
  if (!account) return refuse('OFFICER_UNKNOWN', 'There is no such officer. Reload the screen.');
  if (account.version !== command.basedOn)
    return refuse(
      'OFFICER_CHANGED',
      'Somebody has changed this officer meanwhile. Look again, then change it.',
    );
  switch (command.command) {
    case 'change': {
      const roles = inOrder(command.roles);
      if (!roles.includes('administrator') && isLastAdministrator(accounts, account))
        return lastAdministrator();
      return { events: [{ kind: 'officer.changed', body: { name: command.name, roles } }] };
    }
    case 'deactivate':
      if (!account.active) return refuse('OFFICER_INACTIVE', 'This officer has no access already.');
      if (isLastAdministrator(accounts, account)) return lastAdministrator();
      return { events: [{ kind: 'officer.deactivated', body: {} }] };
    case 'reactivate':
      if (account.active) return refuse('OFFICER_ACTIVE', 'This officer has access already.');
      return { events: [{ kind: 'officer.reactivated', body: {} }] };
    case 'resetPassword':
      // Whoever could set their own password so would keep a stolen session for ever.
      if (account.id === by)
        return refuse(
          'PASSWORD_OWN',
          'Change your own password with the old one instead of setting a first one.',
        );
      return { events: [{ kind: 'officer.password-reset', body: {} }] };
    case 'clearGuesses':
      return { events: [{ kind: 'officer.guesses-cleared', body: {} }] };
  }
}

/** The accounts after an entry about one of them. */
export function evolveAccounts(
  accounts: readonly Account[],
  { subject, ...event }: AccountEvent & { readonly subject: string },
): readonly Account[] {
  if (event.kind === 'officer.added') {
    const { firstPassword = false, ...about } = event.body;
    return [...accounts, { id: subject, ...about, active: true, firstPassword, version: 1 }];
  }
  return accounts.map((account) => (account.id === subject ? evolveAccount(account, event) : account));
}

function evolveAccount(account: Account, event: Exclude<AccountEvent, { kind: 'officer.added' }>): Account {
  const version = account.version + 1;
  switch (event.kind) {
    case 'officer.changed':
      return { ...account, ...event.body, version };
    case 'officer.deactivated':
      return { ...account, active: false, version };
    case 'officer.reactivated':
      return { ...account, active: true, version };
    case 'officer.password-reset':
      return { ...account, firstPassword: true, version };
    // What an administrator has on screen is not made old by these.
    case 'officer.password-changed':
      return { ...account, firstPassword: false };
    case 'officer.guesses-cleared':
      return account;
  }
}

function addAccount(
  accounts: readonly Account[],
  { id: _, ...account }: Extract<AccountCommand, { command: 'add' }>['account'],
  by: AccountActor,
  numberKey: (serviceNumber: string) => string,
): DecisionOf<AccountEvent> {
  const { serviceNumber } = account;
  if (accounts.some((other) => numberKey(other.serviceNumber) === numberKey(serviceNumber)))
    return refuse(
      'SERVICE_NUMBER_TAKEN',
      `Service number ${serviceNumber} belongs to someone already. Check the number.`,
      { serviceNumber },
    );
  // Who sets the post up has chosen the password; everybody else's was chosen for them.
  const first = by === null ? {} : { firstPassword: true };
  return {
    events: [{ kind: 'officer.added', body: { ...account, roles: inOrder(account.roles), ...first } }],
  };
}

/** Whether nobody else could give people access any more. */
export function isLastAdministrator(accounts: readonly Account[], account: Account): boolean {
  return administers(account) && !accounts.some((other) => other.id !== account.id && administers(other));
}

function administers({ active, roles }: Account): boolean {
  return active && roles.includes('administrator');
}

function inOrder(roles: readonly Role[]): Role[] {
  return [...new Set(roles)];
}

const notAllowed = () =>
  refuse('NOT_ALLOWED', 'Your role does not allow this; ask a supervisor or an administrator.');
const lastAdministrator = () =>
  refuse(
    'LAST_ADMINISTRATOR',
    'This is the last administrator with access. Make somebody else administrator first.',
  );
