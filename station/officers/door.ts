import { randomUUID } from 'node:crypto';
import type { CredentialsInput } from '../api/officer-inputs.pure.ts';
import { StationError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import type { Account } from './account.pure.ts';
import { passwordOf } from './credentials.ts';
import { GuessThrottle } from './guesses.ts';
import type { OfficerFact } from './officer-entries.ts';
import { accountByNumber } from './officer-table.ts';
import { defaultCost, hashPassword, type ScryptCost, verifyPassword } from './password.ts';
import { Turns } from './turns.ts';

export interface DoorOptions {
  readonly journal: Pick<Journal, 'db' | 'append'>;
  readonly monotonic: () => number;
  readonly cost?: ScryptCost | undefined;
}

/** An officer whose password was right. */
export interface Known {
  readonly account: Account;
  /** Passwords refused for this number since the last right one. */
  readonly wrongTries: number;
}

/** More sign-ins at once than a post has officers. */
const mostSignIns = 20;

/** Where passwords are looked at, wherever they were typed: one throttle of guesses for all of them. */
export class Door {
  readonly #journal: DoorOptions['journal'];
  readonly #cost: ScryptCost;
  readonly #guesses: GuessThrottle;
  /** One hash at a time: scans are written by the same few threads, and hashing would fill them all. */
  readonly #hashing = new Turns(
    mostSignIns,
    () =>
      new StationError('SIGN_IN_BUSY', 'Too many people sign in at this moment. Try again in a few seconds.'),
  );
  /** Compared with when the number is not known, so that an answer takes as long. */
  #nobodysHash: Promise<string> | null = null;

  constructor({ journal, monotonic, cost = defaultCost }: DoorOptions) {
    this.#journal = journal;
    this.#cost = cost;
    this.#guesses = new GuessThrottle(monotonic);
  }

  /**
   * Who has this number and this password. Throws StationError SIGN_IN_LATER, ACCOUNT_INACTIVE where the password is right,
   * and for a wrong one SIGN_IN_REFUSED, or PASSWORD_WRONG where it is known whose it must be (`at` the lock, or their password).
   */
  async recognise(
    { serviceNumber, password }: CredentialsInput,
    at: 'lock' | 'signature' | 'password' | null = null,
  ): Promise<Known> {
    this.#guesses.take(serviceNumber);
    const before = this.#kept(serviceNumber);
    const right = await this.#hashing.take(async () => {
      this.#nobodysHash ??= hashPassword(randomUUID(), this.#cost);
      return verifyPassword(password, before?.hash ?? (await this.#nobodysHash));
    });
    const wrongTries = this.#guesses.wrongTries(serviceNumber);
    // Another password may have been set while this one was looked at.
    const now = this.#kept(serviceNumber);
    if (now === null || !right || now.hash !== before?.hash) {
      // An unknown number is not journaled: whoever types at the door must not fill the journal.
      if (now) this.#refused(now.account.id, wrongTries, at);
      throw at === null || at === 'signature'
        ? new StationError('SIGN_IN_REFUSED', 'The service number or the password is not right. Try again.')
        : new StationError('PASSWORD_WRONG', 'The password is not right. Try again.');
    }
    this.#guesses.forgive(serviceNumber);
    if (!now.account.active)
      throw new StationError(
        'ACCOUNT_INACTIVE',
        'This service number has no access to the post any more. Ask an administrator.',
      );
    return { account: now.account, wrongTries: Math.max(0, wrongTries - 1) };
  }

  hash(password: string): Promise<string> {
    return this.#hashing.take(() => hashPassword(password, this.#cost));
  }

  guesses(serviceNumber: string): { readonly wrongTries: number; readonly waitSeconds: number } {
    return {
      wrongTries: this.#guesses.wrongTries(serviceNumber),
      waitSeconds: this.#guesses.waitSeconds(serviceNumber),
    };
  }

  forgive(serviceNumber: string): void {
    this.#guesses.forgive(serviceNumber);
  }

  #kept(serviceNumber: string): { readonly account: Account; readonly hash: string | null } | null {
    const account = accountByNumber(this.#journal.db, serviceNumber);
    return account && { account, hash: passwordOf(this.#journal.db, account.id) };
  }

  #refused(id: string, wrongTries: number, at: 'lock' | 'signature' | 'password' | null): void {
    const fact: OfficerFact = {
      kind: 'officer.sign-in-refused',
      body: { wrongTries, ...(at === null ? {} : { at }) },
    };
    this.#journal.append([{ actor: 'station', subject: id, ...fact }]);
  }
}
