import { randomUUID } from 'node:crypto';
import type { AddOfficerInput, FirstRunInput, SignInInput } from '../api/inputs.pure.ts';
import type { SignedIn } from '../api/operations.ts';
import type { Language, Officer } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';
import type { NewEntryOf } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import { keepPassword, passwordOf } from './credentials.ts';
import { GuessThrottle } from './guesses.ts';
import type { officerKinds } from './officer-entries.ts';
import { allOfficers, officerById, officerByNumber } from './officer-table.ts';
import { defaultCost, hashPassword, type ScryptCost, verifyPassword } from './password.ts';
import { Sessions } from './sessions.ts';
import { Turns } from './turns.ts';

export interface OfficersOptions {
  /** With `officerKinds`, `officerTable` and `credentialsTable`. */
  readonly journal: Pick<Journal, 'db' | 'append' | 'transact'>;
  readonly monotonic: () => number;
  /** Cheaper in tests. */
  readonly cost?: ScryptCost | undefined;
}

type OfficerFact = NewEntryOf<typeof officerKinds>;

/** More sign-ins at once than a post has officers. */
const mostSignIns = 20;

/** Who works at the post, and who is signed in now. Officers come from the journal alone. */
export class Officers {
  readonly #journal: OfficersOptions['journal'];
  readonly #cost: ScryptCost;
  readonly #sessions: Sessions;
  readonly #guesses: GuessThrottle;
  /** One hash at a time: scans are written by the same few threads, and hashing would fill them all. */
  readonly #hashing = new Turns(
    mostSignIns,
    () =>
      new StationError('SIGN_IN_BUSY', 'Too many people sign in at this moment. Try again in a few seconds.'),
  );
  /** Compared with when the number is not known, so that an answer takes as long. */
  #nobodysHash: Promise<string> | null = null;

  constructor({ journal, monotonic, cost = defaultCost }: OfficersOptions) {
    this.#journal = journal;
    this.#cost = cost;
    this.#sessions = new Sessions(monotonic);
    this.#guesses = new GuessThrottle(monotonic);
  }

  list(): Officer[] {
    return allOfficers(this.#journal.db);
  }

  byId(id: string): Officer | null {
    return officerById(this.#journal.db, id);
  }

  officerOf(session: string): Officer | null {
    const id = this.#sessions.officerOf(session);
    return id === null ? null : this.byId(id);
  }

  /** The first person here, who becomes administrator too. Throws StationError FIRST_RUN_OVER. */
  async firstRun({ password, role, ...about }: FirstRunInput): Promise<SignedIn> {
    const refuse = () => {
      if (this.list().length > 0)
        throw new StationError('FIRST_RUN_OVER', 'Somebody has set this post up already. Sign in instead.');
    };
    const roles = role === 'administrator' ? [role] : [role, 'administrator' as const];
    const id = randomUUID();
    const officer = await this.#add(id, { id, ...about, roles }, password, refuse);
    return this.#begin(officer, 0);
  }

  /** Throws StationError SERVICE_NUMBER_TAKEN. */
  add(by: Officer, { password, ...about }: AddOfficerInput): Promise<Officer> {
    const { serviceNumber } = about;
    const refuse = () => {
      if (officerByNumber(this.#journal.db, serviceNumber) === null) return;
      throw new StationError(
        'SERVICE_NUMBER_TAKEN',
        `Service number ${serviceNumber} belongs to someone already. Check the number.`,
        { details: { serviceNumber } },
      );
    };
    return this.#add(
      by.id,
      { id: randomUUID(), ...about, roles: [...new Set(about.roles)] },
      password,
      refuse,
    );
  }

  /** Throws StationError SIGN_IN_REFUSED, or SIGN_IN_LATER after too many wrong passwords. */
  async signIn({ serviceNumber, password }: SignInInput): Promise<SignedIn> {
    this.#guesses.take(serviceNumber);
    const officer = officerByNumber(this.#journal.db, serviceNumber);
    const kept = officer ? passwordOf(this.#journal.db, officer.id) : null;
    const right = await this.#hashing.take(async () => {
      this.#nobodysHash ??= hashPassword(randomUUID(), this.#cost);
      return verifyPassword(password, kept ?? (await this.#nobodysHash));
    });
    const wrongTries = this.#guesses.wrongTries(serviceNumber);
    if (officer === null || !right) {
      // An unknown number is not journaled: whoever types at the door must not fill the journal.
      if (officer)
        this.#record('station', officer.id, { kind: 'officer.sign-in-refused', body: { wrongTries } });
      throw new StationError(
        'SIGN_IN_REFUSED',
        'The service number or the password is not right. Try again.',
      );
    }
    this.#guesses.forgive(serviceNumber);
    return this.#begin(officer, Math.max(0, wrongTries - 1));
  }

  signOut(session: string): void {
    const officer = this.officerOf(session);
    this.#sessions.end(session);
    if (officer) this.#record(officer.id, officer.id, { kind: 'officer.signed-out', body: {} });
  }

  setLanguage(officer: Officer, language: Language): Officer {
    if (officer.language !== language) {
      this.#record(officer.id, officer.id, { kind: 'officer.language-set', body: { language } });
    }
    return { ...officer, language };
  }

  #begin(officer: Officer, wrongTries: number): SignedIn {
    this.#record(officer.id, officer.id, { kind: 'officer.signed-in', body: { wrongTries } });
    return { session: this.#sessions.begin(officer.id), officer };
  }

  /** `refuse` throws what speaks against it: asked at once, and again where nobody else can come between. */
  async #add(actor: string, officer: Officer, password: string, refuse: () => void): Promise<Officer> {
    refuse();
    const hash = await this.#hashing.take(() => hashPassword(password, this.#cost));
    const { id, roles, ...about } = officer;
    this.#journal.transact({}, (db) => {
      refuse();
      keepPassword(db, id, hash);
      const fact: OfficerFact = { kind: 'officer.added', body: { ...about, roles: [...roles] } };
      return [{ actor, subject: id, ...fact }];
    });
    return officer;
  }

  #record(actor: string, subject: string, fact: OfficerFact): void {
    this.#journal.append([{ actor, subject, ...fact }]);
  }
}
