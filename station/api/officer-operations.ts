import type {
  AccountInput,
  AddOfficerInput,
  ChangeOfficerInput,
  ChangePasswordInput,
  CredentialsInput,
  FirstRunInput,
  ResetPasswordInput,
} from './officer-inputs.pure.ts';
import type { Language, Officer } from './views.pure.ts';

/** What the screen may know of a window's session. */
export interface SessionView {
  readonly officer: Officer;
  readonly state: 'open' | 'locked' | 'first-password';
  /** After how long without a key or a hand the window is to be covered, ms. */
  readonly idleMs: number;
}

export interface SignedIn extends SessionView {
  /** Sent back in the header `x-scanpost-session` with every call. */
  readonly session: string;
}

/** An officer's account, as those see it who look after accounts. */
export interface AccountView extends Officer {
  readonly active: boolean;
  /** Has not yet chosen a password of their own. */
  readonly firstPassword: boolean;
  readonly version: number;
  /** ISO 8601 UTC; null for who never came. */
  readonly signedInAt: string | null;
  /** Wrong passwords since the last right one, and how long the next try must wait, whole seconds. */
  readonly wrongTries: number;
  readonly waitSeconds: number;
}

/** Who may come in, who is there, and what becomes of their windows. Refusals are StationErrors. */
export interface OfficerOperations {
  firstRun(input: FirstRunInput): Promise<SignedIn>;
  signIn(input: CredentialsInput): Promise<SignedIn>;
  /** Another officer goes on at a session's window, locked or not; its own session ends. */
  takeOver(session: string, input: CredentialsInput): Promise<SignedIn>;
  signOut(session: string): void;
  /** Null when the session is unknown or over. */
  sessionAt(session: string): SessionView | null;
  /** The same for a call that was let through. Throws StationError SIGN_IN_NEEDED when it has ended since. */
  me(session: string): SessionView;
  /** The officer did something at the window. */
  touch(session: string): void;
  lock(session: string, why: 'key' | 'idle'): void;
  unlock(session: string, password: string): Promise<SessionView>;
  changePassword(session: string, input: ChangePasswordInput): Promise<SessionView>;
  setLanguage(officer: Officer, language: Language): Officer;
  accounts(): readonly AccountView[];
  add(by: Officer, input: AddOfficerInput): Promise<AccountView>;
  change(by: Officer, input: ChangeOfficerInput): AccountView;
  resetPassword(by: Officer, input: ResetPasswordInput): Promise<AccountView>;
  deactivate(by: Officer, input: AccountInput): AccountView;
  reactivate(by: Officer, input: AccountInput): AccountView;
  clearGuesses(by: Officer, input: AccountInput): AccountView;
}
