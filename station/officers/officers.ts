import { randomUUID } from 'node:crypto';
import type {
  AccountInput,
  AddOfficerInput,
  ChangeOfficerInput,
  ChangePasswordInput,
  CredentialsInput,
  FirstRunInput,
  ResetPasswordInput,
} from '../api/officer-inputs.pure.ts';
import type { AccountView, OfficerOperations, SessionView, SignedIn } from '../api/officer-operations.ts';
import type { Language, Officer } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import { fingerprint } from '../visits/fingerprint.ts';
import { type Account, type AccountCommand, decideAccount } from './account.pure.ts';
import { keepPassword } from './credentials.ts';
import { Door, type Known } from './door.ts';
import type { OfficerFact } from './officer-entries.ts';
import { accountById, allAccounts, numberKey, officerOf } from './officer-table.ts';
import type { ScryptCost } from './password.ts';
import { Sessions } from './sessions.ts';

export interface OfficersOptions {
  /** With `officerKinds`, `officerTable` and `credentialsTable`. */
  readonly journal: Pick<Journal, 'db' | 'append' | 'transact'>;
  readonly monotonic: () => number;
  /** Cheaper in tests. */
  readonly cost?: ScryptCost | undefined;
  /** After how long without anything done a window is covered, ms. */
  readonly idleMs?: () => number;
  /** What becomes of the trucks an officer has when another one goes on at their window. */
  readonly passOn?: (from: Officer, to: Officer) => readonly NewEntry[];
}

const usualIdleMs = 10 * 60_000;

/** Who works at the post, and who is signed in now. Officers come from the journal alone. */
export class Officers implements OfficerOperations {
  readonly #journal: OfficersOptions['journal'];
  readonly #idleMs: () => number;
  readonly #passOn: NonNullable<OfficersOptions['passOn']>;
  readonly #sessions: Sessions;
  readonly #door: Door;

  constructor({ journal, monotonic, cost, idleMs = () => usualIdleMs, passOn = () => [] }: OfficersOptions) {
    this.#journal = journal;
    this.#idleMs = idleMs;
    this.#passOn = passOn;
    this.#sessions = new Sessions({ now: monotonic, idleMs });
    this.#door = new Door({ journal, monotonic, cost });
  }

  /** Everybody who ever had an account here. */
  list(): Officer[] {
    return allAccounts(this.#journal.db).map(officerOf);
  }

  accounts(): AccountView[] {
    return allAccounts(this.#journal.db).map((account) => ({
      ...account,
      ...this.#door.guesses(account.serviceNumber),
    }));
  }

  byId(id: string): Officer | null {
    const account = accountById(this.#journal.db, id);
    return account && officerOf(account);
  }

  sessionAt(session: string): SessionView | null {
    const found = this.#sessions.at(session);
    const account = found && accountById(this.#journal.db, found.officerId);
    if (!found || !account?.active) return null;
    if (found.fellIdle)
      this.#tryToRecord(account.id, { kind: 'officer.screen-locked', body: { why: 'idle' } });
    return { officer: officerOf(account), state: found.state, idleMs: this.#idleMs() };
  }

  me(session: string): SessionView {
    return this.#mustBe(session);
  }

  /** The first person here, who becomes administrator too. Throws StationError FIRST_RUN_OVER. */
  async firstRun({ password, role, ...about }: FirstRunInput): Promise<SignedIn> {
    const roles = role === 'administrator' ? [role] : [role, 'administrator' as const];
    const id = randomUUID();
    const account = await this.#addAccount(null, { id, ...about, roles }, password);
    this.#record(id, id, { kind: 'officer.signed-in', body: { wrongTries: 0 } });
    return this.#begin(account);
  }

  /**
   * Throws StationError SIGN_IN_REFUSED, ACCOUNT_INACTIVE, or SIGN_IN_LATER after too many wrong passwords.
   */
  async signIn(input: CredentialsInput): Promise<SignedIn> {
    const { account, wrongTries } = await this.#door.recognise(input);
    this.#record(account.id, account.id, { kind: 'officer.signed-in', body: { wrongTries } });
    return this.#begin(account);
  }

  async takeOver(session: string, input: CredentialsInput): Promise<SignedIn> {
    this.#mustBe(session);
    const known = await this.#door.recognise(input);
    // The session may have ended while the password was looked at.
    const from = this.#mustBe(session).officer;
    if (known.account.id === from.id) {
      this.#reopen(session, known);
      return { session, ...this.#mustBe(session) };
    }
    const { account, wrongTries } = known;
    const to = officerOf(account);
    this.#journal.transact({}, () => {
      // At another window they go on working, with their trucks.
      const passed = this.#sessions.isElsewhere(from.id, session) ? [] : this.#passOn(from, to);
      const tookOver = {
        from: from.id,
        serviceNumber: from.serviceNumber,
        visits: passed.map(({ subject }) => subject),
      };
      return [
        ...entriesOf(to.id, from.id, { kind: 'officer.signed-out', body: {} }),
        ...entriesOf(to.id, to.id, { kind: 'officer.signed-in', body: { wrongTries } }),
        ...entriesOf(to.id, to.id, { kind: 'officer.took-over', body: tookOver }),
        ...passed,
      ];
    });
    this.#sessions.end(session);
    return this.#begin(account);
  }

  signOut(session: string): void {
    const officer = this.sessionAt(session)?.officer;
    this.#sessions.end(session);
    if (officer) this.#record(officer.id, officer.id, { kind: 'officer.signed-out', body: {} });
  }

  touch(session: string): void {
    this.#sessions.touch(session);
  }

  lock(session: string, why: 'key' | 'idle'): void {
    const { officer, state } = this.#mustBe(session);
    if (state === 'locked') return;
    // Covered first: a journal that takes nothing must not keep a window open.
    this.#sessions.lock(session);
    this.#record(officer.id, officer.id, { kind: 'officer.screen-locked', body: { why } });
  }

  /** Throws StationError PASSWORD_WRONG, or SIGN_IN_LATER after too many wrong ones. */
  async unlock(session: string, password: string): Promise<SessionView> {
    const { serviceNumber } = this.#mustBe(session).officer;
    const known = await this.#door.recognise({ serviceNumber, password }, 'lock');
    this.#mustBe(session);
    this.#reopen(session, known);
    return this.#mustBe(session);
  }

  /** Throws StationError PASSWORD_WRONG, SIGN_IN_LATER or PASSWORD_SAME. The officer's other windows are signed out. */
  async changePassword(
    session: string,
    { password, newPassword }: ChangePasswordInput,
  ): Promise<SessionView> {
    const { serviceNumber, id } = this.#mustBe(session).officer;
    await this.#door.recognise({ serviceNumber, password }, 'password');
    if (password.normalize('NFKC') === newPassword.normalize('NFKC'))
      throw new StationError('PASSWORD_SAME', 'The new password is the old one. Choose another.');
    const hash = await this.#door.hash(newPassword);
    this.#mustBe(session);
    this.#execute({ command: 'changePassword', id }, id, {}, hash);
    this.#sessions.choosePassword(session);
    this.#sessions.endOf(id, session);
    return this.#mustBe(session);
  }

  /** Who signs with their password. Throws StationError PASSWORD_WRONG, ACCOUNT_INACTIVE or SIGN_IN_LATER. */
  async signature(input: CredentialsInput): Promise<Officer> {
    const { account } = await this.#door.recognise(input, 'signature');
    if (account.firstPassword)
      throw new StationError('PASSWORD_CHANGE_NEEDED', 'Choose a password of your own first.');
    return officerOf(account);
  }

  setLanguage(officer: Officer, language: Language): Officer {
    if (officer.language !== language) {
      this.#record(officer.id, officer.id, { kind: 'officer.language-set', body: { language } });
    }
    return { ...officer, language };
  }

  /** Throws StationError SERVICE_NUMBER_TAKEN. */
  async add(by: Officer, { password, ...about }: AddOfficerInput): Promise<AccountView> {
    const account = await this.#addAccount(by.id, { id: randomUUID(), ...about }, password);
    return this.#viewOf(account.id);
  }

  /** An officer whose roles change signs in again, so that no window goes on with rights that are gone. */
  change(by: Officer, { officerId, basedOn, commandId, name, roles }: ChangeOfficerInput): AccountView {
    const before = accountById(this.#journal.db, officerId)?.roles ?? [];
    this.#execute({ command: 'change', id: officerId, basedOn, name, roles }, by.id, { commandId });
    const after = this.#viewOf(officerId);
    const same = before.length === after.roles.length && before.every((role) => after.roles.includes(role));
    if (!same) this.#sessions.endOf(officerId);
    return after;
  }

  async resetPassword(
    by: Officer,
    { officerId, basedOn, commandId, password }: ResetPasswordInput,
  ): Promise<AccountView> {
    const hash = await this.#door.hash(password);
    this.#execute({ command: 'resetPassword', id: officerId, basedOn }, by.id, { commandId }, hash);
    this.#sessions.endOf(officerId);
    return this.#viewOf(officerId);
  }

  deactivate(by: Officer, { officerId, basedOn, commandId }: AccountInput): AccountView {
    this.#execute({ command: 'deactivate', id: officerId, basedOn }, by.id, { commandId });
    this.#sessions.endOf(officerId);
    return this.#viewOf(officerId);
  }

  reactivate(by: Officer, { officerId, basedOn, commandId }: AccountInput): AccountView {
    this.#execute({ command: 'reactivate', id: officerId, basedOn }, by.id, { commandId });
    return this.#viewOf(officerId);
  }

  /** Lets an officer try again at once whom wrong passwords keep waiting. */
  clearGuesses(by: Officer, { officerId, basedOn, commandId }: AccountInput): AccountView {
    this.#execute({ command: 'clearGuesses', id: officerId, basedOn }, by.id, { commandId });
    const { serviceNumber } = this.#viewOf(officerId);
    this.#door.forgive(serviceNumber);
    return this.#viewOf(officerId);
  }

  #begin(account: Account): SignedIn {
    const session = this.#sessions.begin(account.id, account.firstPassword);
    return { session, ...this.#mustBe(session) };
  }

  #reopen(session: string, { account, wrongTries }: Known): void {
    this.#record(account.id, account.id, { kind: 'officer.screen-unlocked', body: { wrongTries } });
    this.#sessions.unlock(session);
  }

  #mustBe(session: string): SessionView {
    const at = this.sessionAt(session);
    if (!at) throw new StationError('SIGN_IN_NEEDED', 'Sign in to go on.');
    return at;
  }

  #viewOf(id: string): AccountView {
    const account = this.accounts().find((one) => one.id === id);
    if (!account) throw new StationError('OFFICER_UNKNOWN', 'There is no such officer. Reload the screen.');
    return account;
  }

  async #addAccount(
    by: string | null,
    account: Extract<AccountCommand, { command: 'add' }>['account'],
    password: string,
  ): Promise<Account> {
    const command = { command: 'add', account } as const;
    // What speaks against it is said at once, and asked again where nobody else can come between.
    this.#decide(command, by);
    const hash = await this.#door.hash(password);
    this.#execute(command, by, {}, hash);
    return this.#viewOf(account.id);
  }

  #execute(
    command: AccountCommand,
    by: string | null,
    { commandId }: { readonly commandId?: string },
    passwordHash: string | null = null,
  ): void {
    const id = command.command === 'add' ? command.account.id : command.id;
    const said = { ...command, to: id };
    const once =
      commandId === undefined
        ? {}
        : { commandId, fingerprint: fingerprint(by === null ? null : { id: by }, said) };
    this.#journal.transact(once, (db) => {
      const events = this.#decide(command, by);
      if (passwordHash !== null) keepPassword(db, id, passwordHash);
      return events.map((event) => ({ actor: by ?? id, subject: id, ...event }));
    });
  }

  #decide(command: AccountCommand, by: string | null) {
    const decision = decideAccount(allAccounts(this.#journal.db), command, by, numberKey);
    if ('events' in decision) return decision.events;
    const { code, message, details } = decision.refusal;
    throw new StationError(code, message, { details });
  }

  #record(actor: string, subject: string, fact: OfficerFact): void {
    this.#journal.append(entriesOf(actor, subject, fact));
  }

  /** Where the window is covered whether or not the journal takes it. */
  #tryToRecord(officerId: string, fact: OfficerFact): void {
    try {
      this.#record(officerId, officerId, fact);
    } catch (fault) {
      if (!(fault instanceof StationError)) throw fault;
    }
  }
}

function entriesOf(actor: string, subject: string, fact: OfficerFact): [NewEntry] {
  return [{ actor, subject, ...fact }];
}
